import type { PackedKey } from '../../formats/vboot/packed-key.ts';
import { algorithmName } from '../../release/keys/algorithm-name.ts';
import { keyDigest } from '../../release/keys/key-digest.ts';

/** A key as people compare it. */
export function keyWords(key: PackedKey): string {
  return `${algorithmName(key.algorithm)}, sha1 ${keyDigest(key)}`;
}
