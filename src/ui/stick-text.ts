import type { RunState } from '../core/run-state.ts';
import { TEXTS } from './texts.ts';

/** What is to be done with the stick when recovery is complete, and how the device comes to restart. */
export function stickText({ waiting, mode }: Pick<RunState, 'waiting' | 'mode'>): string {
  if (waiting === 'stick-return') return TEXTS.putStickBack;
  if (waiting === 'confirmation') return TEXTS.enterToRestart;
  if (waiting === null) return TEXTS.takeOutStick;
  return mode === 'attended' ? TEXTS.takeOutThenEnter : TEXTS.takeOutToRestart;
}
