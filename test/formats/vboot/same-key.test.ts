import { expect, test } from 'vitest';
import { readPackedKey } from '../../../src/formats/vboot/packed-key.ts';
import { sameKey } from '../../../src/formats/vboot/same-key.ts';
import { encodePackedKey } from '../../../src/signing/encode-packed-key.ts';
import { signingKey } from '../../../src/signing/signing-key.ts';
import { dataKey, rootKey } from './samples.ts';

const root = readPackedKey(encodePackedKey(rootKey, 1));

test('sameKey() knows a key again, whatever its version', () => {
  expect(sameKey(root, readPackedKey(encodePackedKey(rootKey, 9)))).toBe(true);
});

test('sameKey() tells two keys apart', () => {
  expect(sameKey(root, readPackedKey(encodePackedKey(dataKey, 1)))).toBe(false);
});

test('sameKey() tells a key from the same one with another digest', () => {
  const withSha512 = signingKey(rootKey.privateKey, 5);
  expect(sameKey(root, readPackedKey(encodePackedKey(withSha512, 1)))).toBe(false);
});
