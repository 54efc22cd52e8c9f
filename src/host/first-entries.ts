import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';

/** The first `most` entries of a folder: a stick may hold millions, and their names would fill the memory. */
export async function firstEntries(folder: string, most: number): Promise<readonly Dirent[]> {
  const entries: Dirent[] = [];
  for await (const entry of await opendir(folder, { bufferSize: 256 })) {
    if (entries.length === most) break;
    entries.push(entry);
  }
  return entries;
}
