import { constants, verify } from 'node:crypto';
import type { PackedKey } from './packed-key.ts';
import type { Signature } from './signature.ts';

/** OpenSSL is given lengths as C ints. Nothing that this project signs comes near. */
const MAX_DATA_BYTES = 0x7fff_ffff;

/** Whether `key` made the signature over the first `dataBytes` of `data`. False when `data` is shorter than that. */
export function signatureHolds({ bytes, dataBytes }: Signature, data: Uint8Array, key: PackedKey): boolean {
  if (dataBytes > data.length || dataBytes > MAX_DATA_BYTES) return false;
  const rsa = { key: key.publicKey, padding: constants.RSA_PKCS1_PADDING };
  return verify(key.hash, data.subarray(0, dataBytes), rsa, bytes);
}
