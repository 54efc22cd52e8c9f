import type { RunState } from '../core/run-state.ts';
import { answerLines } from './answer-lines.ts';
import type { Block } from './fit.ts';
import { GAP } from './gap.ts';
import { keyLabels } from './key-labels.ts';
import { paragraph } from './paragraph.ts';
import { runningStep } from './running-step.ts';
import type { Sheet } from './sheet.ts';
import { stepsBlocks } from './steps-blocks.ts';

/** The screen that asks whether recovery is to be stopped, and says what that would mean. */
export function stopBlocks(state: RunState, sheet: Sheet): readonly Block[] {
  const {
    columns,
    wording: { texts },
  } = sheet;
  const labels = keyLabels(texts);
  const answers = [labels.stopYes, labels.stopNo];
  const running = runningStep(state);
  const means = running !== 'none' && running.step.name === 'firmware' ? [texts.firmware.stopMeans] : [];
  return [
    { rank: 0, forms: [paragraph(texts.stopQuestion, columns, 'warn')] },
    { rank: 1, forms: [[...means, texts.stopMeans[state.disk]].flatMap((text) => paragraph(text, columns))] },
    GAP,
    { rank: 0, forms: [answerLines(answers, columns)] },
    GAP,
    ...stepsBlocks(state, sheet),
  ];
}
