import { constants, lstat, open, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '../core/faults.ts';
import { errnoOf } from './errno-of.ts';

/**
 * A small file in `folder`, the stick's data partition, or below it, whole. No symlink is followed.
 * @throws Fault STK-02 when it cannot be read or is longer than `maxBytes`
 */
export async function readStickFile(
  folder: string,
  name: string,
  maxBytes: number,
): Promise<Uint8Array | 'absent'> {
  const path = join(folder, name);
  try {
    const parent = join(await realpath(folder), dirname(name));
    if ((await realpath(parent)) !== parent || !(await lstat(path)).isFile()) return 'absent';
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const { bytesRead, buffer } = await file.read(new Uint8Array(maxBytes + 1), 0, maxBytes + 1, 0);
    if (bytesRead > maxBytes)
      throw new Fault('STK-02', { file: name, reason: `it is longer than ${maxBytes} bytes` });
    return buffer.slice(0, bytesRead);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'absent';
    throw error instanceof Fault
      ? error
      : new Fault('STK-02', { file: name, errno: errnoOf(error) }, { cause: error });
  }
}
