import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, isFault } from '../core/faults.ts';
import { type PackedKey, readPackedKey } from '../formats/vboot/packed-key.ts';
import { errnoOf } from './errno-of.ts';

const FILES = ['root_key.vbpubk', 'recovery_key.vbpubk'];
const MAX_KEY_BYTES = 8192;

/** The keys that are baked into the recovery root filesystem, as `.vbpubk` files. @throws Fault SIG-07 */
export async function readTrustedKeys(folder: string): Promise<readonly PackedKey[]> {
  return Promise.all(FILES.map((file) => readKey(join(folder, file))));
}

async function readKey(path: string): Promise<PackedKey> {
  try {
    await using file = await open(path, 'r');
    const { buffer, bytesRead } = await file.read(new Uint8Array(MAX_KEY_BYTES), 0, MAX_KEY_BYTES, 0);
    return readPackedKey(buffer.subarray(0, bytesRead));
  } catch (error) {
    throw new Fault('SIG-07', { path, reason: reasonOf(error) }, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  return isFault(error, 'FMT-01') ? `${error.facts.field}: ${error.facts.problem}` : errnoOf(error);
}
