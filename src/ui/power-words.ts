import type { RunState } from '../core/run-state.ts';
import type { Texts } from './make-texts.ts';
import { runningStep } from './running-step.ts';

type PowerWords = Pick<Texts['power'], 'tooLittle' | 'unknown' | 'ends'>;

/** What is said of a wait for power: the disk or, in its step, the firmware is what must not be cut off. */
export function powerWords(
  state: Pick<RunState, 'steps' | 'failure'>,
  { power, firmware }: Pick<Texts, 'power' | 'firmware'>,
): PowerWords {
  const running = runningStep(state);
  if (running === 'none' || running.step.name !== 'firmware') return power;
  const { tooLittle, unknownPower: unknown, ends } = firmware;
  return { tooLittle, unknown, ends };
}
