import type { RunState } from '../core/run-state.ts';
import { factRows } from './fact-rows.ts';
import type { Block } from './fit.ts';
import { GAP } from './gap.ts';
import { paragraph } from './paragraph.ts';
import { stickText } from './stick-text.ts';
import { tableLines } from './table-lines.ts';
import { TEXTS } from './texts.ts';
import { warningBlock } from './warning-block.ts';

/** The last screen of a run that succeeded. */
export function completeBlocks(state: RunState, columns: number): readonly Block[] {
  const headline = state.mode === 'unattended' ? TEXTS.completePass : TEXTS.complete;
  return [
    { rank: 0, forms: [paragraph(`[x] ${headline}`, columns, 'good')] },
    GAP,
    { rank: 2, forms: [paragraph(TEXTS.completeBody, columns), []] },
    { rank: 1, forms: [paragraph(stickText(state), columns, 'strong')] },
    { rank: 4, forms: [storedTexts(state).flatMap((text) => paragraph(text, columns)), []] },
    GAP,
    { rank: 5, forms: [tableLines(factRows(state), columns), []] },
    GAP,
    { rank: 6, forms: [timeText(state).flatMap((text) => paragraph(text, columns)), []] },
    GAP,
    warningBlock(state, columns),
  ];
}

function storedTexts({ stored }: RunState): readonly string[] {
  return stored === null ? [] : [TEXTS.plain.sentence({ headline: TEXTS.network.stored })];
}

function timeText({ steps }: RunState): readonly string[] {
  const timeMs = Math.max(...steps.map(({ endedAtMs }) => endedAtMs ?? 0));
  return timeMs > 0 ? [TEXTS.tookTime({ timeMs })] : [];
}
