import type { FirmwareOutcome } from '../core/firmware-outcome.ts';

/** Whether the device may not start again: it should stay on until somebody has written its firmware anew. */
export function needsRepair(outcome: FirmwareOutcome | null): boolean {
  return outcome?.result === 'failed' && (outcome.state === 'read-only-part' || outcome.state === 'unknown');
}
