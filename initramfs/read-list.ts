import { readFile } from 'node:fs/promises';

/** The lines of a data file, without comments (`#` to the end of the line) and empty lines. */
export async function readList(path: string): Promise<readonly string[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.map((line) => line.replace(/#.*/, '').trim()).filter((line) => line !== '');
}
