import type { RunState } from '../core/run-state.ts';
import { barLine } from './bar-line.ts';
import { columnsOf } from './columns-of.ts';
import { factRows } from './fact-rows.ts';
import type { Block } from './fit.ts';
import type { Line } from './frame.ts';
import { GAP } from './gap.ts';
import { line } from './line.ts';
import { paragraph } from './paragraph.ts';
import { percentOf } from './percent-of.ts';
import type { Sheet } from './sheet.ts';
import { tableLines } from './table-lines.ts';

type Delay = NonNullable<RunState['delay']>;

/** The screen of the five minutes before a new developer key is accepted. */
export function delayBlocks(state: RunState, delay: Delay, sheet: Sheet): readonly Block[] {
  const {
    columns,
    wording: { texts },
  } = sheet;
  const left = texts.delayLeft({ timeMs: delay.leftMs });
  return [
    { rank: 0, forms: [paragraph(texts.delayHeadline, columns, 'warn')] },
    { rank: 4, forms: [paragraph(texts.delayBody, columns), []] },
    { rank: 3, forms: [paragraph(texts.delayStop, columns), []] },
    { ...GAP, rank: 2 },
    promptBlock(delay, sheet),
    { ...GAP, rank: 2 },
    { rank: 2, forms: [[barLine(passedPercent(delay), left, columns)], []] },
    GAP,
    { rank: 5, forms: [tableLines(factRows(state, texts), columns), []] },
  ];
}

function passedPercent({ leftMs, totalMs }: Delay): number {
  const percent = percentOf(totalMs - leftMs, totalMs);
  return percent === 'unknown' ? 0 : percent;
}

function promptBlock({ prompt }: Delay, { columns, wording: { texts } }: Sheet): Block {
  if (!prompt) return { rank: 1, forms: [paragraph(texts.delayNoPrompt, columns)] };
  const words = texts.delayPrompt({ key: prompt.key });
  const left = texts.delayPromptLeft({ timeMs: prompt.leftMs });
  const tight = paragraph(words, columns, 'strong');
  const boxColumns = columnsOf(words) + columnsOf(left) + 9;
  const loose = [...tight, line(left)];
  return { rank: 1, forms: boxColumns > columns ? [loose, tight] : [boxed(words, left), loose, tight] };
}

function boxed(words: string, left: string): readonly Line[] {
  const edge = '─'.repeat(columnsOf(words) + columnsOf(left) + 7);
  const middle = [...line(`│  ${words}`, 'strong'), ...line(`   ${left}  `), ...line('│', 'strong')];
  return [line(`┌${edge}┐`, 'strong'), middle, line(`└${edge}┘`, 'strong')];
}
