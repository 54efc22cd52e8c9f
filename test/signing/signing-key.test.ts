import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { signingKey } from '../../src/signing/signing-key.ts';
import { faultOf } from '../formats/fault-of.ts';

const rsa2048 = generateKeyPairSync('rsa', { modulusLength: 2048 });
const exponent3 = generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 });
const ed25519 = generateKeyPairSync('ed25519');

test.for([
  [4, 'sha256', rsa2048],
  [5, 'sha512', rsa2048],
  [13, 'sha256', exponent3],
] as const)('signingKey() takes a key for algorithm %i', ([algorithm, hash, { privateKey }]) => {
  expect(signingKey(privateKey, algorithm)).toEqual({ algorithm, hash, signatureBytes: 256, privateKey });
});

test.for([
  ['an algorithm that is not known', 'algorithm', rsa2048.privateKey, 18],
  ['a key of another size', 'key', rsa2048.privateKey, 7],
  ['a key with another exponent', 'key', exponent3.privateKey, 4],
  ['a public key', 'key', rsa2048.publicKey, 4],
  ['a key of another kind', 'key', ed25519.privateKey, 4],
] as const)('signingKey() refuses %s', ([, field, key, algorithm]) => {
  expect(faultOf(() => signingKey(key, algorithm))).toMatchObject({ code: 'FMT-01', facts: { field } });
});
