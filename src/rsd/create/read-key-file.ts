import { readFile } from 'node:fs/promises';
import { Fault } from '../../core/faults.ts';
import { type PackedKey, readPackedKey } from '../../formats/vboot/packed-key.ts';
import { errnoOf } from '../../host/errno-of.ts';

const MAX_KEY_BYTES = 8192;

/** A `.vbpubk` file. @throws Fault KEY-01 */
export async function readKeyFile(file: string): Promise<PackedKey> {
  const wrong = (problem: string, cause: unknown): Fault => new Fault('KEY-01', { file, problem }, { cause });
  const bytes = await readFile(file).catch((error: unknown) => {
    throw wrong(`it cannot be read (${errnoOf(error)})`, error);
  });
  try {
    return readPackedKey(bytes.subarray(0, MAX_KEY_BYTES));
  } catch (error) {
    throw wrong('it is no public key of vboot (.vbpubk)', error);
  }
}
