import type { NotChosen } from '../core/events.ts';
import { candidateName } from './candidate-name.ts';
import type { Line } from './frame.ts';
import { paragraph } from './paragraph.ts';
import { TEXTS } from './texts.ts';
import { wrap } from './wrap.ts';

const INDENT = '  ';

/** The candidates that were not taken, each with its reason and, when it was refused, the fault code. */
export function notChosenLines(others: readonly NotChosen[], columns: number): readonly Line[] {
  if (others.length === 0) return paragraph(TEXTS.details.nothingElse, columns);
  return others.flatMap((other) => {
    const reason = wrap(other.reason, Math.max(1, columns - INDENT.length));
    return [
      ...paragraph(candidateName(other), columns, 'strong'),
      ...reason.map((text) => [{ text: INDENT + text, tone: 'plain' }] as const),
    ];
  });
}
