import type { Keyblock } from './keyblock.ts';
import type { PackedKey } from './packed-key.ts';
import { signatureHolds } from './signature-holds.ts';

/** The first of `keys` that signed the keyblock. */
export function keyblockSigner(keyblock: Keyblock, keys: readonly PackedKey[]): PackedKey | 'none' {
  return keys.find((key) => signatureHolds(keyblock.signature, keyblock.bytes, key)) ?? 'none';
}
