import { copyFile, lstat, mkdir, readlink, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Copies one file or link, with the folders above it. A link stays what it is. */
export async function copyEntry(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  if ((await lstat(from)).isSymbolicLink()) await symlink(await readlink(from), to);
  else await copyFile(from, to);
}
