import type { RunState } from '../core/run-state.ts';
import type { Block } from './fit.ts';
import { GAP } from './gap.ts';
import { paragraph } from './paragraph.ts';
import { stepsBlocks } from './steps-blocks.ts';
import { tableLines } from './table-lines.ts';
import { TEXTS } from './texts.ts';

/** The screen when the agent went away before recovery had ended. It claims neither success nor failure. */
export function lostBlocks(state: RunState, columns: number): readonly Block[] {
  const disk = { label: TEXTS.yourDisk, texts: [TEXTS.lostDisk[state.disk]], tone: 'strong' } as const;
  const todo = { label: TEXTS.whatToDo, texts: [TEXTS.lostAdvice] };
  return [
    { rank: 0, forms: [paragraph(`[?] ${TEXTS.lost}`, columns, 'bad')] },
    { rank: 4, forms: [paragraph(TEXTS.lostBody, columns), []] },
    GAP,
    { rank: 0, forms: [tableLines([disk], columns, [disk, todo])] },
    { rank: 2, forms: [tableLines([todo], columns, [disk, todo]), []] },
    GAP,
    ...stepsBlocks(state, columns),
  ];
}
