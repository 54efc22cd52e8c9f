import { open, rename } from 'node:fs/promises';

/** Writes a file so that whoever opens it sees all of it or the one before: never a part. */
export async function writeWholeFile(path: string, text: string): Promise<void> {
  const fresh = `${path}.new`;
  await using file = await open(fresh, 'w');
  await file.writeFile(text);
  await file.sync();
  await rename(fresh, path);
}
