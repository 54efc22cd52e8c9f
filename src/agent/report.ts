import type { DiskState, ReleaseSummary } from '../core/events.ts';
import type { FirmwareOutcome } from '../core/firmware-outcome.ts';
import type { RunState, StepState } from '../core/run-state.ts';
import { REPORT_VERSION, type RunReport } from '../report/run-report.ts';

/** What a run is told of besides its events. */
export interface ReportFacts {
  /** Random: two reports of it are one. */
  readonly run: string;
  readonly stick: RunReport['stick'];
  readonly inventory: RunReport['inventory'];
}

/** The report of a run that has ended: what was found, what was chosen and why, what each step took. No secrets. */
export function runReport(state: RunState, { run, stick, inventory }: ReportFacts): RunReport {
  const { agent, mode, outcome, disk, failure, device, flash, policy, release } = state;
  const { why, others, target, firmware, warnings, stored } = state;
  return {
    version: REPORT_VERSION,
    run,
    stick,
    outcome: outcome === 'running' ? 'failed' : outcome,
    disk,
    failure,
    agent,
    mode,
    device,
    flash: flash && { ...flash },
    macs: macsIn(inventory['network']),
    before: { release: state.found ?? 'unknown', firmware: firmware?.before ?? 'unknown' },
    after: { release: releaseAfter(disk, release), firmware: firmwareAfter(firmware) },
    policy,
    release,
    why,
    others: others.map(({ because, ...rest }) => ({ ...rest, ...(because && { because: { ...because } }) })),
    target,
    firmware: firmware && {
      before: firmware.before,
      after: firmwareAfter(firmware),
      outcome: { ...firmware },
    },
    stored,
    steps: state.steps.flatMap(stepReport),
    seconds: state.atMs / 1000,
    warnings,
    inventory,
  };
}

function releaseAfter(disk: DiskState, release: ReleaseSummary | null): RunReport['after']['release'] {
  if (disk === 'unbootable' || release === null) return disk === 'unbootable' ? 'none' : 'unchanged';
  return disk === 'complete' ? release : 'unchanged';
}

function firmwareAfter(outcome: FirmwareOutcome | null): RunReport['after']['firmware'] {
  if (outcome === null || outcome.result === 'failed') return 'unknown';
  return outcome.result === 'updated' ? outcome.after : outcome.before;
}

/** From the inventory, which has `name address` for each interface. */
function macsIn(network: RunReport['inventory'][string] | undefined): RunReport['macs'] {
  if (network === undefined || network === 'unknown') return [];
  const { interfaces } = network;
  if (typeof interfaces !== 'object') return [];
  return interfaces.map((text) => {
    const [name = '', mac = 'unknown'] = text.split(' ');
    return { interface: name, mac };
  });
}

function stepReport(step: StepState): RunReport['steps'] {
  const { name, status, doneBytes, retries, startedAtMs, endedAtMs } = step;
  if (status === 'waiting') return [];
  const seconds = startedAtMs === null || endedAtMs === null ? null : (endedAtMs - startedAtMs) / 1000;
  return [{ name, status, seconds, bytes: doneBytes, retries }];
}
