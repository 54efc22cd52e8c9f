import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { Fault } from '../../core/faults.ts';
import { algorithmOf } from '../../formats/vboot/algorithm.ts';
import { type SigningKey, signingKey } from '../../signing/signing-key.ts';
import type { PlannedKey } from './key-plan.ts';

/** Fresh keys by their names, made on all processors. RSA-8192 takes many seconds. @throws Fault FMT-01 for an unknown algorithm */
export async function generateKeys(keys: readonly PlannedKey[]): Promise<ReadonlyMap<string, SigningKey>> {
  return new Map(
    await Promise.all(keys.map(async ({ name, algorithm }) => [name, await generated(algorithm)] as const)),
  );
}

async function generated(algorithm: number): Promise<SigningKey> {
  const known = algorithmOf(algorithm);
  if (known === 'unknown') {
    const problem = `${algorithm} is not from 0 to 17`;
    throw new Fault('FMT-01', { format: 'signing key', field: 'algorithm', problem });
  }
  const options = { modulusLength: known.keyBits, publicExponent: known.exponent };
  const { privateKey } = await promisify(generateKeyPair)('rsa', options);
  return signingKey(privateKey, algorithm);
}
