import type { StepName } from '../core/events.ts';
import type { RunState } from '../core/run-state.ts';
import type { LocalState } from './local-state.ts';
import { runningStep } from './running-step.ts';

/** Before anything is written, and not while a link is made, of which there is other news. */
const FIRST_STEPS: ReadonlySet<StepName> = new Set(['identify', 'find', 'choose', 'plan', 'check']);

/** Whether the first screen is still to be read. It goes by itself; details and a stop go before it. */
export function welcomeIsShown(state: RunState, { welcomeLeftMs, details, stop }: LocalState): boolean {
  if (welcomeLeftMs <= 0 || details === 'open' || stop === 'asked') return false;
  if (state.mode === 'unattended' || state.agent === '' || state.disk !== 'untouched') return false;
  const running = runningStep(state);
  return running === 'none' || FIRST_STEPS.has(running.step.name);
}
