import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { BlockDevice } from '../core/ports.ts';
import { openDisk } from './open-disk.ts';

/** The image of a disk that is being made, beside the file that it becomes. */
export interface ImageFile extends AsyncDisposable {
  readonly disk: BlockDevice;
  /** Puts it in the place of the file, whatever that was. Without it nothing stays. */
  publish(): Promise<void>;
}

const SECTOR_BYTES = 512;

/** Begins the image of an empty disk of `sizeBytes`, which takes no room yet. @throws the errors of node:fs */
export async function imageFile(path: string, sizeBytes: number): Promise<ImageFile> {
  const part = `${path}.part`;
  await rm(part, { force: true });
  await using held = new AsyncDisposableStack();
  held.defer(() => rm(part, { force: true }));
  {
    await using file = await open(part, 'wx');
    await file.truncate(sizeBytes);
  }
  const disk = await openDisk({
    name: basename(path),
    devicePath: part,
    model: 'image',
    serial: 'unknown',
    sizeBytes,
    sectorBytes: SECTOR_BYTES,
    bus: 'virtual',
    removable: 'removable',
    access: 'read-write',
    usedBy: [],
  });
  held.use(disk);
  const all = held.move();
  return {
    disk,
    async publish() {
      await rename(part, path);
      // The new name is kept when the folder is.
      await using folder = await open(dirname(path));
      await folder.sync();
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
