import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Fault } from '../core/faults.ts';
import type { Clock } from '../core/ports.ts';
import { findStick } from './find-stick.ts';
import { stickIsThere } from './stick-is-there.ts';

const run = promisify(execFile);
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
const LOOK_EVERY_MS = 200;
const TIME_LIMIT_MS = 30_000;
/** Nothing on the stick is a program or a device for us, and what we write should be on it soon. */
const OPTIONS = 'nosuid,nodev,noexec,noatime,flush,utf8';

/**
 * Mounts the stick's data partition at `folder`, waiting up to `waitMs` for a slow one. A mount that is left of a stick
 * that was pulled is let go of first. A write-protected stick is mounted for reading.
 * @throws Fault STK-01 when there is none, STK-02 when it cannot be mounted, or the signal's reason
 */
export async function mountStick(
  folder: string,
  waitMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  if (await stickIsThere(folder)) return;
  await mkdir(folder, { recursive: true });
  await run('umount', ['--lazy', folder], { env: ENVIRONMENT }).catch(() => undefined);
  const device = await found(waitMs, clock, signal);
  const mount = (mode: 'rw' | 'ro'): Promise<unknown> =>
    run('mount', ['-t', 'vfat', '-o', `${mode},${OPTIONS}`, device, folder], {
      env: ENVIRONMENT,
      timeout: TIME_LIMIT_MS,
      signal,
    });
  await mount('rw')
    .catch(() => mount('ro'))
    .catch((error: unknown) => {
      signal.throwIfAborted();
      throw new Fault('STK-02', { device, reason: String(error).slice(0, 200) }, { cause: error });
    });
}

async function found(waitMs: number, clock: Clock, signal: AbortSignal): Promise<string> {
  const endMs = clock.nowMs() + waitMs;
  for (;;) {
    const device = await findStick('/');
    if (device !== null) return device;
    if (clock.nowMs() >= endMs) throw new Fault('STK-01', { waitedMs: waitMs });
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
}
