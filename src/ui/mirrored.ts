import type { Line } from './frame.ts';
import { lineColumns } from './line-columns.ts';
import { visualOrder } from './visual-order.ts';

/** The line of a screen of `columns` columns for a language that is written from right to left. */
export function mirrored(line: Line, columns: number): Line {
  if (line.length === 0) return [];
  const edge = ' '.repeat(Math.max(0, columns - lineColumns(line)));
  const spans = line.toReversed().map((span) => ({ ...span, text: visualOrder(span.text) }));
  return [{ text: edge, tone: 'plain' }, ...spans];
}
