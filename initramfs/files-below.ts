import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The files and links below a folder, as paths relative to it, in order. Folders are not among them, and no link is followed. */
export async function filesBelow(folder: string): Promise<readonly string[]> {
  return (await below(folder, '')).toSorted();
}

async function below(folder: string, path: string): Promise<readonly string[]> {
  // Not `recursive`, which follows links to folders.
  const entries = await readdir(join(folder, path), { withFileTypes: true });
  const found = entries.map(async (entry) => {
    const one = join(path, entry.name);
    return entry.isDirectory() ? await below(folder, one) : [one];
  });
  return (await Promise.all(found)).flat();
}
