import type { RunState } from '../core/run-state.ts';
import type { Block } from './fit.ts';
import type { Line } from './frame.ts';
import { GAP } from './gap.ts';
import { languageListLines } from './language-list-lines.ts';
import type { LocalState } from './local-state.ts';
import { markedLanguage } from './marked-language.ts';
import { pack } from './pack.ts';
import { paragraph } from './paragraph.ts';
import type { Sheet } from './sheet.ts';
import { stepFigures } from './step-figures.ts';

const FEWEST_ROWS = 3;

/** The list of languages. Recovery goes on behind it, and in a line the screen says how far it is. */
export function languageBlocks(
  state: RunState,
  local: LocalState,
  sheet: Sheet,
  rows: number,
): readonly Block[] {
  const { columns, wording } = sheet;
  const { texts } = wording;
  const headline = paragraph(texts.language.choose, columns, 'strong');
  const behind = behindLines(state, sheet);
  const room = rows - headline.length - behind.length - 1;
  const marked = markedLanguage(state, local);
  const list = languageListLines(local.languages, marked, sheet, Math.max(FEWEST_ROWS, room));
  return [
    { rank: 0, forms: [headline] },
    { rank: 1, forms: [behind, behind.slice(0, 1)] },
    GAP,
    { rank: 0, forms: [list] },
  ];
}

/** What happens behind the list: a question that waits, or the step that runs. Of a run that has ended nothing. */
function behindLines(state: RunState, { columns, wording: { texts } }: Sheet): readonly Line[] {
  if (state.outcome !== 'running') return [];
  if (state.wifi) return paragraph(texts.language.question, columns, 'warn');
  const figures = stepFigures(state, texts);
  return pack([texts.language.goesOn, ...figures], columns).flatMap((text) => paragraph(text, columns));
}
