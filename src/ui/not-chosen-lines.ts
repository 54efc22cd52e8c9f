import type { NotChosen } from '../core/events.ts';
import { candidateName } from './candidate-name.ts';
import type { Line } from './frame.ts';
import { paragraph } from './paragraph.ts';
import { reasonText } from './reason-text.ts';
import type { Sheet } from './sheet.ts';
import { wrap } from './wrap.ts';

const INDENT = '  ';

/** The candidates that were not taken, each with its reason and, when it was refused, the fault code. */
export function notChosenLines(others: readonly NotChosen[], sheet: Sheet): readonly Line[] {
  const { columns, wording } = sheet;
  const { texts } = wording;
  if (others.length === 0) return paragraph(texts.details.nothingElse, columns);
  return others.flatMap((other) => {
    const reason = wrap(reasonText(other, wording), Math.max(1, columns - INDENT.length));
    return [
      ...paragraph(candidateName(other, texts), columns, 'strong'),
      ...reason.map((text) => [{ text: INDENT + text, tone: 'plain' }] as const),
    ];
  });
}
