import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Restarts at once: nothing is mounted for writing, and a stick that is gone must not hold up an orderly shutdown. */
export async function restartDevice(): Promise<void> {
  await promisify(execFile)('reboot', ['-f'], { env: { PATH: '/usr/sbin:/sbin:/usr/bin:/bin' } });
}
