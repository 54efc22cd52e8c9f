import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Algorithm } from './algorithm.ts';
import type { Struct } from './struct.ts';

/**
 * The key that vboot's key data stands for: number of words in the modulus, −1/n mod 2³², the modulus n, and R² mod n
 * with R = 2^keyBits; the lowest word first. The caller has checked its length.
 * @throws Fault FMT-01
 */
export function rsaPublicKey(keyData: Struct, algorithm: Algorithm): KeyObject {
  const jwk = {
    kty: 'RSA',
    n: base64url(checkedModulus(keyData, algorithm)),
    e: base64url(BigInt(algorithm.exponent)),
  };
  return createPublicKey({ key: jwk, format: 'jwk' });
}

// The firmware calculates with n0inv and rr. Were they wrong, it would refuse every signature by a key that we accept.
function checkedModulus(keyData: Struct, { keyBits }: Algorithm): bigint {
  const words = keyData.u32(0, 'arrsize');
  if (words !== keyBits / 32) throw keyData.fault('arrsize', `${words} words are not ${keyBits} bits`);
  const modulus = littleEndian(keyData.bytes.subarray(8, 8 + keyBits / 8));
  if (modulus >> BigInt(keyBits - 1) !== 1n) throw keyData.fault('n', `it has fewer than ${keyBits} bits`);
  if (Math.imul(keyData.u32(4, 'n0inv'), keyData.u32(8, 'n')) !== -1)
    throw keyData.fault('n0inv', 'it is not −1/n');
  const rr = littleEndian(keyData.bytes.subarray(8 + keyBits / 8));
  if (rr !== (1n << BigInt(2 * keyBits)) % modulus) throw keyData.fault('rr', 'it is not R² mod n');
  return modulus;
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes.toReversed()).toString('hex')}`);
}

function base64url(value: bigint): string {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex').toString('base64url');
}
