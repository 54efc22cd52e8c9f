import { createHash } from 'node:crypto';
import { lstat, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { filesBelow } from './files-below.ts';

/** One digest of the names, contents and executable bits of the files below a folder. */
export async function treeDigest(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const name of await filesBelow(folder)) {
    const file = join(folder, name);
    const stat = await lstat(file);
    const kind = stat.isSymbolicLink() ? 'link' : stat.mode & 0o100 ? 'program' : 'file';
    const content = stat.isSymbolicLink() ? await readlink(file) : await readFile(file);
    hash.update(JSON.stringify([name, kind])).update(createHash('sha256').update(content).digest());
  }
  return hash.digest('hex');
}
