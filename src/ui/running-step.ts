import type { RunState, StepState } from '../core/run-state.ts';

export interface RunningStep {
  readonly step: StepState;
  /** Counted from 1. */
  readonly number: number;
  readonly count: number;
}

/** The step that runs, or that the run failed in, or, between two steps, the next one; `'none'` before the first and after the last. */
export function runningStep({ steps, failure }: Pick<RunState, 'steps' | 'failure'>): RunningStep | 'none' {
  const active = steps.findIndex(({ name, status }) => status === 'running' || name === failure?.step);
  const next = steps.findIndex(({ status }) => status === 'waiting');
  const at = active === -1 && steps.some(({ status }) => status === 'done') ? next : active;
  const step = steps[at];
  return step ? { step, number: at + 1, count: steps.length } : 'none';
}
