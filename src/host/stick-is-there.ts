import { access } from 'node:fs/promises';
import { errnoOf } from './errno-of.ts';
import { readMounts } from './read-mounts.ts';

/** Whether the device that is mounted at `folder` is still plugged in: its folder in sysfs goes when it does. */
export async function stickIsThere(folder: string): Promise<boolean> {
  const mount = (await readMounts('/')).findLast(({ mountPoint }) => mountPoint === folder);
  if (mount === undefined) return false;
  try {
    await access(`/sys/dev/block/${mount.deviceNumber}`);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
