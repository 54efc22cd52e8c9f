import type { FirmwareOutcome } from '../core/firmware-outcome.ts';
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
    flash,
    policy,
    release,
    why,
    others,
    target,
    firmware,
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
    flash,
    policy,
    release,
    why,
    others,
    target,
    firmware: firmware && firmwareReport(firmware),
    stored,
    steps: state.steps.filter(({ status }) => status !== 'waiting').map(stepReport),
    seconds: state.atMs / 1000,
    warnings,
    inventory,
  };
}

/** Before, after and how it came to that, in this order for whoever reads the first two only. */
function firmwareReport(outcome: FirmwareOutcome): object {
  const { before } = outcome;
  if (outcome.result === 'updated') return { before, after: outcome.after, outcome };
  return { before, after: outcome.result === 'kept' ? before : 'unknown', outcome };
}

function stepReport({ name, status, doneBytes, retries, startedAtMs, endedAtMs }: StepState): object {
  const seconds = startedAtMs === null || endedAtMs === null ? null : (endedAtMs - startedAtMs) / 1000;
  return { name, status, seconds, bytes: doneBytes, retries };
}
