import type { PackedKey } from './packed-key.ts';

/** Whether two keys are the same key: the version, which is no part of it, may differ. */
export function sameKey(a: PackedKey, b: PackedKey): boolean {
  return a.algorithm === b.algorithm && Buffer.compare(a.keyData, b.keyData) === 0;
}
