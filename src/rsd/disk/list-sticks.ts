import { platform } from 'node:os';
import type { DiskDescription } from '../../core/ports.ts';
import { listDisks } from '../../host/list-disks.ts';
import { diskContents } from './disk-contents.ts';
import { stickRefusal } from './stick-refusal.ts';

export interface ListedStick {
  readonly disk: DiskDescription;
  /** In a few words. */
  readonly contents: string;
  /** Why it cannot be taken, or `'none'`. */
  readonly refusal: string;
}

/** Every removable disk. One that the running system is on is not among them. */
export async function listSticks(signal: AbortSignal): Promise<readonly ListedStick[]> {
  const disks = await allDisks();
  const removable = disks.filter((disk) => disk.removable === 'removable' && disk.sizeBytes > 0);
  const listed = removable.map(async (disk) => ({
    disk,
    contents: await diskContents(disk, signal),
    refusal: stickRefusal(disk),
  }));
  return (await Promise.all(listed)).filter(({ refusal }) => !refusal.startsWith('this computer runs'));
}

async function allDisks(): Promise<readonly DiskDescription[]> {
  if (platform() === 'linux') return await listDisks('/');
  // What it needs takes a while to load, and nobody on Linux needs it.
  const { listDisksElsewhere } = await import('../../host/list-disks-elsewhere.ts');
  return await listDisksElsewhere();
}
