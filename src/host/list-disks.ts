import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiskDescription } from '../core/ports.ts';
import { describeDisk } from './describe-disk.ts';

/** Not disks, or not ones that an operating system is installed on. */
const PASSED_OVER = /^(?:loop|ram|zram|dm-|md|sr|nbd|mtdblock|fd)\d|^mmcblk\d+(?:boot\d+|gp\d+|rpmb)$/;

/** Every disk that the kernel knows of, as it describes them under `root`/sys/block. Nothing is opened. */
export async function listDisks(root: string): Promise<readonly DiskDescription[]> {
  const names = (await readdir(join(root, 'sys/block'))).filter((name) => !PASSED_OVER.test(name)).toSorted();
  const disks = await Promise.all(names.map((name) => describeDisk(root, name)));
  return disks.filter((disk) => disk !== 'no-disk');
}
