import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';

/** Writes a file so that whoever opens it sees all of it or the one before: never a part. */
export async function writeWholeFile(path: string, text: string): Promise<void> {
  const fresh = `${path}.${randomUUID()}.new`;
  await using file = await open(fresh, 'wx');
  try {
    await file.writeFile(text);
    await file.sync();
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}
