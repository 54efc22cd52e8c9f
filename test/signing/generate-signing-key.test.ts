import { expect, test } from 'vitest';
import { generateSigningKey } from '../../src/signing/generate-signing-key.ts';
import { faultOf } from '../formats/fault-of.ts';

test.for([
  [1, 1024, 65537n],
  [4, 2048, 65537n],
  [14, 2048, 3n],
] as const)(
  'generateSigningKey() makes a key for algorithm %i',
  ([algorithm, modulusLength, publicExponent]) => {
    const key = generateSigningKey(algorithm);
    expect(key.algorithm).toBe(algorithm);
    expect(key.privateKey.asymmetricKeyDetails).toMatchObject({ modulusLength, publicExponent });
  },
);

test('generateSigningKey() makes another key each time', () => {
  const [one, two] = [generateSigningKey(4), generateSigningKey(4)];
  expect(one.privateKey.equals(two.privateKey)).toBe(false);
});

test('generateSigningKey() refuses an algorithm that is not known', () => {
  expect(faultOf(() => generateSigningKey(18))).toMatchObject({ facts: { field: 'algorithm' } });
});
