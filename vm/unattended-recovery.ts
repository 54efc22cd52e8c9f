import { setTimeout as wait } from 'node:timers/promises';
import type { Machine } from './machine.ts';
import { RECOVERY_ENDS } from './said.ts';

const RECOVERY_LIMIT_MS = 300_000;
/** flashrom reads and writes a chip that it emulates some ten times, in a machine that is emulated as well. */
const FIRMWARE_LIMIT_MS = 300_000;
const REST_OF_SCREEN_MS = 500;
const RESTART_LIMIT_MS = 60_000;

/**
 * Watches a recovery that asks nothing. When it is complete, the stick is pulled, and the machine restarts. Returns when
 * it was complete, since the machine was started.
 * @throws MachineFailure when recovery fails or does not start
 */
export async function unattendedRecovery(
  machine: Machine,
  firmware: 'to-be-updated' | 'none' = 'none',
): Promise<{ readonly completeAtMs: number }> {
  const limitMs = RECOVERY_LIMIT_MS + (firmware === 'none' ? 0 : FIRMWARE_LIMIT_MS);
  const seen = await machine.expect(RECOVERY_ENDS, limitMs);
  if (seen.kind !== 'complete') {
    // The screen that tells the reason is a few lines long.
    await Promise.race([machine.ended, wait(REST_OF_SCREEN_MS)]);
    throw machine.failure(`The recovery did not succeed: ${seen.text}`);
  }
  await machine.usb.pull();
  await machine.expectEnd('guest-reset', RESTART_LIMIT_MS);
  return { completeAtMs: seen.atMs };
}
