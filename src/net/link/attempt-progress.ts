import { assertNever } from '../../core/assert-never.ts';
import type { DeviceState } from './device-state.ts';
import type { LinkChange } from './network-manager.ts';

/** How far one attempt to make a link has come. */
export interface AttemptProgress {
  readonly phase: 'begun' | 'under-way' | 'up' | 'over';
  /** The last state in which work was done: where it is, or where it ended. */
  readonly state: DeviceState;
  /** Why it is over: a number of NMDeviceStateReason. */
  readonly reason: number;
  /** What the access point said of this device: nothing, something, no, or that it is in. */
  readonly accessPoint: 'silent' | 'answered' | 'refused' | 'joined';
  /** The last status code of IEEE 802.11 that it gave; 0 is yes. */
  readonly status: number;
}

export const BEGUN: AttemptProgress = {
  phase: 'begun',
  state: 'disconnected',
  reason: 0,
  accessPoint: 'silent',
  status: 0,
};

const WORKING: ReadonlySet<DeviceState> = new Set([
  'prepare',
  'config',
  'need-auth',
  'ip-config',
  'ip-check',
  'secondaries',
]);

/** The progress after a change. What other devices do, and what comes after the end, changes nothing. */
export function progressAfter(
  progress: AttemptProgress,
  change: LinkChange,
  device: string,
): AttemptProgress {
  if (progress.phase === 'up' || progress.phase === 'over') return progress;
  switch (change.kind) {
    case 'device':
      return change.device === device ? withState(progress, change.state, change.reason) : progress;
    case 'authentication':
      // SAE says yes to the first of its two messages and no to the second, and the last word counts.
      return {
        ...progress,
        accessPoint: change.status === 0 ? 'answered' : 'refused',
        status: change.status,
      };
    case 'association':
      return { ...progress, accessPoint: 'joined' };
    case 'lost':
      return progress;
    default:
      return assertNever(change);
  }
}

function withState(progress: AttemptProgress, state: DeviceState, reason: number): AttemptProgress {
  if (WORKING.has(state)) return { ...progress, phase: 'under-way', state };
  if (state === 'activated') return { ...progress, phase: 'up', state };
  if (state === 'failed') return { ...progress, phase: 'over', reason };
  // Before the work begins these are the ends of what the device did until now.
  return progress.phase === 'under-way' ? { ...progress, phase: 'over', reason } : progress;
}
