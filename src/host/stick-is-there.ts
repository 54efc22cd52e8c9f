import { pathIsThere } from './path-is-there.ts';
import { readMounts } from './read-mounts.ts';

/** Whether the device that is mounted at `folder` is still plugged in: its folder in sysfs goes when it does. */
export async function stickIsThere(folder: string): Promise<boolean> {
  const mount = (await readMounts('/')).findLast(({ mountPoint }) => mountPoint === folder);
  return mount !== undefined && (await pathIsThere(`/sys/dev/block/${mount.deviceNumber}`));
}
