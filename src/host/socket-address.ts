import { constants, type FileHandle, open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/**
 * An address for a Unix socket at `path`, however long that is: the kernel takes 107 bytes, and the folder of a
 * simulated netbook may be deep. The address is good while `folder` is open.
 */
export async function socketAddress(path: string): Promise<{ address: string; folder: FileHandle }> {
  const folder = await open(dirname(path), constants.O_RDONLY | constants.O_DIRECTORY);
  return { address: `/proc/self/fd/${folder.fd}/${basename(path)}`, folder };
}
