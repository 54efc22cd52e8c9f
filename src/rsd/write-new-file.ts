import { open, rename, rm } from 'node:fs/promises';
import { refuseExisting } from '../release/refuse-existing.ts';
import { writableFault } from '../release/writable-fault.ts';

/** Writes a file that is not there yet: all of it or nothing appears. @throws Fault OPT-01 when it is there, PUB-01 */
export async function writeNewFile(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  await refuseExisting(path);
  const part = `${path}.part`;
  try {
    await write(part, chunks);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw writableFault(error, path);
  }
}

async function write(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  await using file = await open(path, 'w');
  for await (const chunk of chunks) await file.writeFile(chunk);
  await file.sync();
}
