import type { Line, Span } from './frame.ts';
import { lineColumns } from './line-columns.ts';
import { visualOrder } from './visual-order.ts';

/** The line of a screen of `columns` columns for a language that is written from right to left. */
export function mirrored(line: Line, columns: number): Line {
  if (line.length === 0) return [];
  const edge = ' '.repeat(Math.max(0, columns - lineColumns(line)));
  // A code for cameras is a picture and not a text.
  const turned = ({ text, tone }: Span) => (tone === 'code' ? text : visualOrder(text));
  const spans = line.toReversed().map((span) => ({ ...span, text: turned(span) }));
  return [{ text: edge, tone: 'plain' }, ...spans];
}
