import type { RunState } from '../core/run-state.ts';
import type { Block } from './fit.ts';
import { GAP } from './gap.ts';
import { paragraph } from './paragraph.ts';
import { stepsBlocks } from './steps-blocks.ts';
import { TEXTS } from './texts.ts';

/** The screen that asks whether recovery is to be stopped, and says what that would mean. */
export function stopBlocks(state: RunState, columns: number): readonly Block[] {
  const answers = [TEXTS.keys.stopYes, TEXTS.keys.stopNo];
  return [
    { rank: 0, forms: [paragraph(TEXTS.stopQuestion, columns, 'warn')] },
    { rank: 1, forms: [paragraph(TEXTS.stopMeans[state.disk], columns)] },
    GAP,
    { rank: 0, forms: [answers.flatMap((answer) => paragraph(answer, columns, 'strong'))] },
    GAP,
    ...stepsBlocks(state, columns),
  ];
}
