import type { RunState } from '../core/run-state.ts';
import { factRows } from './fact-rows.ts';
import type { Block } from './fit.ts';
import { GAP } from './gap.ts';
import type { Texts } from './make-texts.ts';
import { paragraph } from './paragraph.ts';
import type { Sheet } from './sheet.ts';
import { stickText } from './stick-text.ts';
import { tableLines } from './table-lines.ts';
import { warningBlock } from './warning-block.ts';

/** The last screen of a run that succeeded. */
export function completeBlocks(state: RunState, sheet: Sheet): readonly Block[] {
  const {
    columns,
    wording: { texts },
  } = sheet;
  const headline = state.mode === 'unattended' ? texts.completePass : texts.complete;
  return [
    { rank: 0, forms: [paragraph(`[x] ${headline}`, columns, 'good')] },
    GAP,
    { rank: 2, forms: [paragraph(texts.completeBody, columns), []] },
    { rank: 1, forms: [paragraph(stickText(state, texts), columns, 'strong')] },
    { rank: 4, forms: [storedTexts(state, texts).flatMap((text) => paragraph(text, columns)), []] },
    GAP,
    { rank: 5, forms: [tableLines(factRows(state, texts), columns), []] },
    GAP,
    { rank: 6, forms: [timeText(state, texts).flatMap((text) => paragraph(text, columns)), []] },
    GAP,
    warningBlock(state, sheet),
  ];
}

function storedTexts({ stored }: RunState, texts: Texts): readonly string[] {
  return stored === null ? [] : [texts.plain.sentence({ headline: texts.network.stored })];
}

function timeText({ steps }: RunState, texts: Texts): readonly string[] {
  const timeMs = Math.max(...steps.map(({ endedAtMs }) => endedAtMs ?? 0));
  return timeMs > 0 ? [texts.tookTime({ timeMs })] : [];
}
