import type { PackedKey } from '../formats/vboot/packed-key.ts';
import type { HeaderField } from './encode-header.ts';

/** The header of a key at `at`, whose data will lie at `start`, both from the start of the structure. */
export function packedKeyFields(
  at: number,
  start: number,
  key: Pick<PackedKey, 'keyData' | 'algorithm' | 'keyVersion'>,
): HeaderField[] {
  return [
    [at, start - at],
    [at + 8, key.keyData.length],
    [at + 16, key.algorithm],
    [at + 24, key.keyVersion],
  ];
}
