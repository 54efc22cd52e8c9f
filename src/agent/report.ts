import type { RunState, StepState } from '../core/run-state.ts';

export interface RunReport {
  readonly version: 1;
  readonly outcome: RunState['outcome'];
  readonly disk: RunState['disk'];
  readonly [fact: string]: unknown;
}

/** The report of a run: what was found, what was chosen and why, what each step took, how it ended. No secrets. */
export function runReport(state: RunState, inventory: unknown): RunReport {
  const {
    agent,
    mode,
    outcome,
    disk,
    failure,
    device,
    policy,
    release,
    why,
    others,
    target,
    warnings,
    stored,
  } = state;
  return {
    version: 1,
    outcome,
    disk,
    failure,
    agent,
    mode,
    device,
    policy,
    release,
    why,
    others,
    target,
    stored,
    steps: state.steps.filter(({ status }) => status !== 'waiting').map(stepReport),
    seconds: state.atMs / 1000,
    warnings,
    inventory,
  };
}

function stepReport({ name, status, doneBytes, retries, startedAtMs, endedAtMs }: StepState): object {
  const seconds = startedAtMs === null || endedAtMs === null ? null : (endedAtMs - startedAtMs) / 1000;
  return { name, status, seconds, bytes: doneBytes, retries };
}
