import { open, rename, rm, stat } from 'node:fs/promises';
import { Fault } from '../core/faults.ts';
import { writableFault } from '../release/writable-fault.ts';

/** Writes a file that is not there yet: all of it or nothing appears. @throws Fault OPT-01 when it is there, PUB-01 */
export async function writeNewFile(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  if ((await stat(path).catch(() => 'absent' as const)) !== 'absent')
    throw new Fault('OPT-01', { option: path, problem: 'it is there already' });
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
