import { constants } from 'node:fs';
import type { StickFolder } from './stick-folder.ts';

/** A small file, whole; `'odd'` when it is longer than `maxBytes` or no plain file. @throws the errors of node:fs */
export async function smallFile(
  folder: StickFolder,
  name: string,
  maxBytes: number,
): Promise<Uint8Array | 'absent' | 'odd'> {
  const kind = await folder.kindOf(name);
  if (kind !== 'file') return kind === 'absent' ? 'absent' : 'odd';
  await using file = await folder.file(name, constants.O_RDONLY);
  const { bytesRead, buffer } = await file.read(new Uint8Array(maxBytes + 1), 0, maxBytes + 1, 0);
  return bytesRead > maxBytes ? 'odd' : buffer.subarray(0, bytesRead);
}
