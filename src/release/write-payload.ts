import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

export interface WrittenFile {
  readonly file: string;
  readonly bytes: number;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

/** Writes chunk after chunk into a new file, which is on the medium when this resolves. */
export async function writePayload(
  folder: string,
  file: string,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<WrittenFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  await using out = await open(join(folder, file), 'wx');
  for await (const chunk of chunks) {
    hash.update(chunk);
    await out.writeFile(chunk);
    bytes += chunk.length;
  }
  await out.sync();
  return { file, bytes, sha256: hash.digest('hex') };
}
