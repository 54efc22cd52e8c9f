import { generateKeyPairSync } from 'node:crypto';
import { Fault } from '../core/faults.ts';
import { algorithmOf } from '../formats/vboot/algorithm.ts';
import { type SigningKey, signingKey } from './signing-key.ts';

/**
 * A fresh key for one of vboot's algorithm numbers. RSA-8192 takes many seconds.
 * @throws Fault FMT-01 for a number that is not from 0 to 17
 */
export function generateSigningKey(algorithm: number): SigningKey {
  const known = algorithmOf(algorithm);
  if (known === 'unknown') {
    const problem = `${algorithm} is not from 0 to 17`;
    throw new Fault('FMT-01', { format: 'signing key', field: 'algorithm', problem });
  }
  const { keyBits: modulusLength, exponent: publicExponent } = known;
  return signingKey(generateKeyPairSync('rsa', { modulusLength, publicExponent }).privateKey, algorithm);
}
