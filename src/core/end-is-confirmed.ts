import type { RunState } from './run-state.ts';

/**
 * Whether a person has to have read the last screen before the device restarts: where somebody is there, and wherever the
 * firmware was not updated, as the device may not start again.
 */
export function endIsConfirmed({ mode, firmware }: Pick<RunState, 'mode' | 'firmware'>): boolean {
  return mode === 'attended' || firmware?.result === 'failed';
}
