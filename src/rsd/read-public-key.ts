import { Fault } from '../core/faults.ts';
import type { PackedKey } from '../formats/vboot/packed-key.ts';
import { keyFacts } from '../release/keys/key-facts.ts';
import { readKeyFile } from './read-key-file.ts';

/** Reads a `.vbpubk` file. @throws Fault KEY-01 */
export async function readPublicKey(path: string): Promise<PackedKey> {
  const facts = keyFacts(path, await readKeyFile(path));
  if (facts.kind !== 'public key')
    throw new Fault('KEY-01', { file: path, problem: `it is a ${facts.kind}, and a public key is needed` });
  return facts.key;
}
