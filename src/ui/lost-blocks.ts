import type { RunState } from '../core/run-state.ts';
import type { Block } from './fit.ts';
import { GAP } from './gap.ts';
import { paragraph } from './paragraph.ts';
import type { Sheet } from './sheet.ts';
import { stepsBlocks } from './steps-blocks.ts';
import { tableLines } from './table-lines.ts';

/** The screen when the agent went away before recovery had ended. It claims neither success nor failure. */
export function lostBlocks(state: RunState, sheet: Sheet): readonly Block[] {
  const {
    columns,
    wording: { texts },
  } = sheet;
  const disk = { label: texts.yourDisk, texts: [texts.lostDisk[state.disk]], tone: 'strong' } as const;
  const todo = { label: texts.whatToDo, texts: [texts.lostAdvice] };
  return [
    { rank: 0, forms: [paragraph(`[?] ${texts.lost}`, columns, 'bad')] },
    { rank: 4, forms: [paragraph(texts.lostBody, columns), []] },
    GAP,
    { rank: 0, forms: [tableLines([disk], columns, [disk, todo])] },
    { rank: 2, forms: [tableLines([todo], columns, [disk, todo]), []] },
    GAP,
    ...stepsBlocks(state, sheet),
  ];
}
