import { open } from 'node:fs/promises';
import type { PayloadFile } from '../core/ports.ts';

/**
 * A file, or a disk to look at, as something that is read at any place. Nobody is kept from changing it.
 * @param sizeBytes of a disk, which does not tell it; a file has the size that it had when it was opened
 * @throws the errors of node:fs
 */
export async function filePayload(path: string, sizeBytes?: number): Promise<PayloadFile> {
  const handle = await open(path);
  const size = sizeBytes ?? (await handle.stat()).size;
  return {
    sizeBytes: size,
    async read(offsetBytes, into, signal) {
      signal.throwIfAborted();
      return (await handle.read(into, 0, into.length, offsetBytes)).bytesRead;
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}
