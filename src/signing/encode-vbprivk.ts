import type { SigningKey } from './signing-key.ts';

/** A `.vbprivk` file, for vboot's tools. It is as secret as the key and is not encrypted. */
export function encodeVbprivk({ algorithm, privateKey }: SigningKey): Uint8Array {
  const number = Buffer.alloc(8);
  number.writeBigUInt64LE(BigInt(algorithm));
  return Buffer.concat([number, privateKey.export({ format: 'der', type: 'pkcs1' })]);
}
