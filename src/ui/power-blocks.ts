import type { RunState } from '../core/run-state.ts';
import { answerLines } from './answer-lines.ts';
import type { Block } from './fit.ts';
import { GAP } from './gap.ts';
import { keyLabels } from './key-labels.ts';
import { paragraph } from './paragraph.ts';
import { powerCharge } from './power-charge.ts';
import { powerWords } from './power-words.ts';
import type { ScreenMode } from './screen-mode.ts';
import type { Sheet } from './sheet.ts';
import { stepsBlocks } from './steps-blocks.ts';

/** The screen of the wait for a charger, or of the question whether one is plugged in where the device cannot say. */
export function powerBlocks(
  state: RunState,
  { want, answer }: Extract<ScreenMode, { kind: 'power' }>,
  sheet: Sheet,
): readonly Block[] {
  const { columns, wording } = sheet;
  const { texts } = wording;
  const isQuestion = answer === 'asked-for';
  const words = (rank: number, text: string): Block => ({ rank, forms: [paragraph(text, columns), []] });
  const WORDS = powerWords(state, texts);
  const charge = powerCharge(want, texts);
  const headline = isQuestion ? texts.power.question : texts.power.plugIn;
  const answers = isQuestion ? [answerLines([keyLabels(texts).powerYes], columns)] : [[]];
  return [
    { rank: 0, forms: [paragraph(headline, columns, 'warn')] },
    words(3, want.why === 'unknown' ? WORDS.unknown : WORDS.tooLittle),
    words(4, texts.diskNow[state.disk]),
    GAP,
    { rank: 1, forms: [charge === '' ? [] : paragraph(charge, columns, 'strong'), []] },
    { rank: 0, forms: answers },
    ...(want.waitMs === undefined ? [] : [words(2, WORDS.ends({ timeMs: want.waitMs }))]),
    GAP,
    ...stepsBlocks(state, sheet),
  ];
}
