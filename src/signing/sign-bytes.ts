import { constants, sign } from 'node:crypto';
import type { SigningKey } from './signing-key.ts';

/** A PKCS #1 v1.5 signature, as vboot checks them. */
export function signBytes(data: Uint8Array, { hash, privateKey }: SigningKey): Uint8Array {
  return sign(hash, data, { key: privateKey, padding: constants.RSA_PKCS1_PADDING });
}
