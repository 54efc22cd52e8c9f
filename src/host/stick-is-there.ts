import { access, readFile } from 'node:fs/promises';
import { errnoOf } from './errno-of.ts';

/** Whether the device that is mounted at `folder` is still plugged in: its folder in sysfs goes when it does. */
export async function stickIsThere(folder: string): Promise<boolean> {
  const mounts = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n').map((line) => line.split(' '));
  const number = mounts.findLast((fields) => fields[4] === folder)?.[2];
  if (number === undefined) return false;
  try {
    await access(`/sys/dev/block/${number}`);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
