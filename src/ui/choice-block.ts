import type { RunState } from '../core/run-state.ts';
import { becauseText } from './because-text.ts';
import type { Block } from './fit.ts';
import type { Sheet } from './sheet.ts';
import { tableLines } from './table-lines.ts';

/** Why this system was chosen. The details say what else there was. */
export function choiceBlock({ because }: RunState, { columns, wording: { texts } }: Sheet): Block {
  if (!because) return { rank: 7, forms: [[]] };
  const row = { label: texts.details.labels.why, texts: [becauseText(because, texts)] };
  return { rank: 7, forms: [[[], ...tableLines([row], columns)], []] };
}
