import { open } from 'node:fs/promises';
import { Fault } from '../core/faults.ts';
import type { ImageBytes } from './image-bytes.ts';

/** Opens a file to be read piece by piece. @throws Fault OPT-01 when there is no such plain file */
export async function fileBytes(path: string): Promise<ImageBytes & AsyncDisposable> {
  const file = await open(path).catch((error: unknown) => {
    throw new Fault('OPT-01', { option: path, problem: 'it cannot be opened' }, { cause: error });
  });
  const stat = await file.stat();
  if (!stat.isFile()) {
    await file.close();
    throw new Fault('OPT-01', { option: path, problem: 'it is no file' });
  }
  return {
    sizeBytes: stat.size,
    read: async (offsetBytes, into) => (await file.read(into, 0, into.length, offsetBytes)).bytesRead,
    [Symbol.asyncDispose]: () => file.close(),
  };
}
