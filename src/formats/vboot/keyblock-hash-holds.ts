import { hash as digest } from 'node:crypto';
import type { Keyblock } from './keyblock.ts';

/** Whether the keyblock's own SHA-512 digest fits: all that a keyblock made by a developer can prove. */
export function keyblockHashHolds({ hash, bytes }: Keyblock): boolean {
  return digest('sha512', bytes.subarray(0, hash.dataBytes), 'buffer').equals(hash.bytes);
}
