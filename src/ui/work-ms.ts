import type { RunState } from '../core/run-state.ts';

/** How long the work of a run took, in milliseconds; 0 when none was done. */
export function workMs({ steps }: Pick<RunState, 'steps'>): number {
  return Math.max(0, ...steps.map(({ endedAtMs }) => endedAtMs ?? 0));
}
