import type { KeyObject } from 'node:crypto';
import { Fault } from '../core/faults.ts';
import { algorithmOf, type HashName } from '../formats/vboot/algorithm.ts';

/** An RSA private key, and how it signs. */
export interface SigningKey {
  /** vboot's number: 4 is RSA-2048 and 7 RSA-4096 with SHA-256, 8 RSA-4096 and 11 RSA-8192 with SHA-512. */
  readonly algorithm: number;
  readonly hash: HashName;
  readonly signatureBytes: number;
  readonly privateKey: KeyObject;
}

/** @throws Fault FMT-01 when the key is not an RSA private key of the size and exponent of the algorithm */
export function signingKey(privateKey: KeyObject, algorithm: number): SigningKey {
  const known = algorithmOf(algorithm);
  if (known === 'unknown') throw fault('algorithm', `${algorithm} is not from 0 to 17`);
  const { keyBits, exponent, hash } = known;
  if (privateKey.type !== 'private' || privateKey.asymmetricKeyType !== 'rsa') {
    throw fault('key', 'it is not an RSA private key');
  }
  const { modulusLength, publicExponent } = privateKey.asymmetricKeyDetails ?? {};
  if (modulusLength !== keyBits || publicExponent !== BigInt(exponent)) {
    const is = `RSA-${modulusLength} with exponent ${publicExponent}`;
    throw fault('key', `${is} is not RSA-${keyBits} with exponent ${exponent}`);
  }
  return { algorithm, hash, signatureBytes: keyBits / 8, privateKey };
}

function fault(field: string, problem: string): Fault<'FMT-01'> {
  return new Fault('FMT-01', { format: 'signing key', field, problem });
}
