import type { FatFileSystem } from '../../../src/formats/fat/read-fat.ts';

/** The contents of all files, by their paths, read in pieces of an odd size. */
export async function allFiles(fat: FatFileSystem): Promise<Record<string, Uint8Array>> {
  const contents: Record<string, Uint8Array> = {};
  for (const { path, kind } of fat.entries) {
    if (kind === 'file') contents[path] = await wholeFile(fat, path);
  }
  return contents;
}

async function wholeFile(fat: FatFileSystem, path: string): Promise<Uint8Array> {
  const file = await fat.open(path);
  const bytes = new Uint8Array(file.sizeBytes);
  for (let at = 0; at < bytes.length; ) at += await file.read(at, bytes.subarray(at, at + 1234));
  return bytes;
}
