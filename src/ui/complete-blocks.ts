import type { RunState } from '../core/run-state.ts';
import { completeHeadline } from './complete-headline.ts';
import { factRows } from './fact-rows.ts';
import { firmwareRows } from './firmware-rows.ts';
import type { Block } from './fit.ts';
import { GAP } from './gap.ts';
import type { Texts } from './make-texts.ts';
import { paragraph } from './paragraph.ts';
import type { Sheet } from './sheet.ts';
import { stickText } from './stick-text.ts';
import { tableLines } from './table-lines.ts';
import { warningBlock } from './warning-block.ts';
import { workMs } from './work-ms.ts';

/** The last screen of a run that succeeded. */
export function completeBlocks(state: RunState, sheet: Sheet): readonly Block[] {
  const { columns, wording } = sheet;
  const { texts } = wording;
  const isWhole = state.firmware?.result !== 'failed';
  const headline = `${isWhole ? '[x]' : '[!]'} ${completeHeadline(state, texts)}`;
  const firmware = firmwareRows(state.firmware, wording);
  const facts = factRows(state, texts);
  const rows = [...firmware, ...facts];
  return [
    { rank: 0, forms: [paragraph(headline, columns, isWhole ? 'good' : 'bad')] },
    GAP,
    isWhole ? { rank: 2, forms: [paragraph(texts.completeBody, columns), []] } : GAP,
    { rank: 1, forms: [paragraph(stickText(state, texts), columns, 'strong')] },
    ...(firmware.length > 0 ? [GAP] : []),
    { rank: isWhole ? 4 : 1, forms: [tableLines(firmware, columns, rows), []] },
    { rank: 4, forms: [storedTexts(state, texts).flatMap((text) => paragraph(text, columns)), []] },
    GAP,
    { rank: 5, forms: [tableLines(facts, columns, rows), []] },
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
  const timeMs = workMs({ steps });
  return timeMs > 0 ? [texts.tookTime({ timeMs })] : [];
}
