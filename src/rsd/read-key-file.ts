import { open } from 'node:fs/promises';
import { Fault } from '../core/faults.ts';

const MAX_BYTES = 65_536;

/** The bytes of a file of keys or signatures. @throws Fault KEY-01 */
export async function readKeyFile(path: string): Promise<Uint8Array> {
  const wrong = (problem: string, cause?: unknown): Fault =>
    new Fault('KEY-01', { file: path, problem }, { cause });
  await using file = await open(path).catch((error: unknown) => {
    throw wrong('it cannot be opened', error);
  });
  const stat = await file.stat();
  if (!stat.isFile()) throw wrong('it is no file');
  if (stat.size > MAX_BYTES) throw wrong(`it has ${stat.size} bytes, more than any key`);
  return await file.readFile();
}
