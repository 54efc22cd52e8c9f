import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../core/faults.ts';
import type { Publication, PublishedFile } from './publication.ts';

const CHUNK_BYTES = 1 << 20;

/**
 * The content of a file of a publication, in chunks that are taken back when the next one is asked for. It ends with a
 * fault when it was not what the manifest says.
 * @throws Fault PUB-02
 */
export async function* checkedContent(
  { id, folder }: Publication,
  { file, bytes, sha256 }: PublishedFile,
): AsyncGenerator<Uint8Array, void> {
  const wrong = (problem: string): Fault =>
    new Fault('PUB-02', { release: id, problem: `${file}: ${problem}` });
  await using opened = await open(join(folder, file)).catch((error: unknown) => {
    throw new Fault('PUB-02', { release: id, problem: `${file} cannot be opened` }, { cause: error });
  });
  const hash = createHash('sha256');
  const room = new Uint8Array(CHUNK_BYTES);
  let doneBytes = 0;
  for (;;) {
    const { bytesRead } = await opened.read(room, 0, room.length, doneBytes);
    if (bytesRead === 0) break;
    doneBytes += bytesRead;
    if (doneBytes > bytes) throw wrong(`it has more than the ${bytes} bytes that the manifest says`);
    const chunk = room.subarray(0, bytesRead);
    hash.update(chunk);
    yield chunk;
  }
  if (doneBytes !== bytes) throw wrong(`it has ${doneBytes} bytes instead of ${bytes}`);
  if (hash.digest('hex') !== sha256) throw wrong('it is damaged: its SHA-256 is not that of the manifest');
}
