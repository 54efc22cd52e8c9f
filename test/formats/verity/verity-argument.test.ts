import { expect, test } from 'vitest';
import { verityArgument } from '../../../src/formats/verity/verity-argument.ts';

const rootDigest = 'ab'.repeat(32);
const salt = 'cd'.repeat(32);

test('verityArgument() writes the word that Chromium OS kernels have', () => {
  expect(verityArgument({ dataBlocks: 256000, rootDigest, salt })).toBe(
    `dm="1 vroot none ro 1,0 2048000 verity payload=PARTUUID=%U/PARTNROFF=1 hashtree=PARTUUID=%U/PARTNROFF=1 hashstart=2048000 alg=sha256 root_hexdigest=${rootDigest} salt=${salt}"`,
  );
});

test('verityArgument() leaves the salt out when there is none', () => {
  expect(verityArgument({ dataBlocks: 1, rootDigest, salt: '' })).not.toContain('salt');
});

test.for([
  ['no blocks', { dataBlocks: 0, rootDigest, salt }],
  ['half a block', { dataBlocks: 0.5, rootDigest, salt }],
  ['2^53 blocks', { dataBlocks: 2 ** 53, rootDigest, salt }],
  ['a short digest', { dataBlocks: 1, rootDigest: 'ab', salt }],
  ['a short salt', { dataBlocks: 1, rootDigest, salt: 'cd' }],
  ['words in the salt', { dataBlocks: 1, rootDigest, salt: `${salt}" init="/bin/sh` }],
] as const)('verityArgument() refuses %s', ([, fields]) => {
  expect(() => verityArgument(fields)).toThrow(expect.objectContaining({ code: 'FMT-01' }));
});
