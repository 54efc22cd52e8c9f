import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/faults.ts';
import { readKeyblock } from '../../../src/formats/vboot/keyblock.ts';
import { keyblockSigner } from '../../../src/formats/vboot/keyblock-signer.ts';
import { readPackedKey } from '../../../src/formats/vboot/packed-key.ts';
import { encodePackedKey } from '../../../src/signing/encode-packed-key.ts';
import { signKeyblock } from '../../../src/signing/sign-keyblock.ts';
import { DEVKEYS, testWith } from '../../tool.ts';
import { dataKey, keyblock, otherKey, rootKey } from './samples.ts';

const root = readPackedKey(encodePackedKey(rootKey, 1));
const other = readPackedKey(encodePackedKey(otherKey, 1));

test('keyblockSigner() gives the key that signed', () => {
  expect(keyblockSigner(readKeyblock(keyblock), [other, root])).toBe(root);
});

test.for([
  ['that key is not among the keys', [other]],
  ['there are no keys', []],
] as const)('keyblockSigner() gives none when %s', ([, keys]) => {
  expect(keyblockSigner(readKeyblock(keyblock), keys)).toBe('none');
});

test('keyblockSigner() gives none for a keyblock that vouches for itself only', () => {
  const unsigned = signKeyblock({ dataKey: encodePackedKey(rootKey, 1), flags: 0 }, 'none');
  expect(keyblockSigner(readKeyblock(unsigned), [root, other])).toBe('none');
});

test('keyblockSigner() gives none for a keyblock that its own data key signed', () => {
  const itself = signKeyblock({ dataKey: encodePackedKey(dataKey, 1), flags: 0 }, dataKey);
  expect(keyblockSigner(readKeyblock(itself), [root, other])).toBe('none');
});

test('keyblockSigner() gives none when any bit of what was signed, or of the signature, is flipped', () => {
  const digest = { from: 632, to: 696 };
  const bits = fc
    .nat(keyblock.length * 8 - 1)
    .filter((bit) => bit >> 3 < digest.from || bit >> 3 >= digest.to);
  fc.assert(
    fc.property(bits, (bit) => {
      const copy = Uint8Array.from(keyblock);
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(signerOf(copy)).toBe('none');
    }),
    { numRuns: 1000 },
  );
});

testWith('futility').for([
  ['firmware', 'root_key'],
  ['kernel', 'kernel_subkey'],
  ['recovery_kernel', 'recovery_key'],
  ['installer_kernel', 'recovery_key'],
  ['minios_kernel', 'recovery_key'],
] as const)('keyblockSigner() knows that the development keyblock %s is signed by %s', ([name, signer]) => {
  const names = ['root_key', 'recovery_key', 'kernel_subkey'];
  const keys = names.map((key) => readPackedKey(readFileSync(join(DEVKEYS, `${key}.vbpubk`))));
  const found = keyblockSigner(readKeyblock(readFileSync(join(DEVKEYS, `${name}.keyblock`))), keys);
  expect(found).toBe(keys[names.indexOf(signer)]);
});

function signerOf(bytes: Uint8Array): unknown {
  try {
    return keyblockSigner(readKeyblock(bytes), [root]);
  } catch (error) {
    if (error instanceof Fault) return 'none';
    throw error;
  }
}
