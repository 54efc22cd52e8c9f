import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockDigester } from '../../../src/formats/verity/block-digester.ts';
import { firstBadBlock } from '../../../src/formats/verity/first-bad-block.ts';

const rule = { version: 0, salt: new Uint8Array(32).fill(5) } as const;

/** Block 3 is all zeros, as the free space of an image is. */
function sample(count: number): { blocks: Uint8Array; digests: Uint8Array } {
  const blocks = Uint8Array.from({ length: count * 4096 }, (_, index) => (index * 31) ^ (index >> 12));
  blocks.fill(0, 3 * 4096, 4 * 4096);
  const digest = blockDigester(rule);
  const digests = Array.from({ length: count }, (_, index) =>
    digest(blocks.subarray(index * 4096, (index + 1) * 4096)),
  );
  return { blocks, digests: Buffer.concat(digests) };
}

test('firstBadBlock() finds nothing where nothing was changed', () => {
  const { blocks, digests } = sample(5);
  expect(firstBadBlock(blocks, digests, rule)).toBe('all-good');
});

test('firstBadBlock() finds nothing among no blocks', () => {
  expect(firstBadBlock(new Uint8Array(), new Uint8Array(), rule)).toBe('all-good');
});

test('firstBadBlock() names the block with a flipped bit, in the blocks or in the digests', () => {
  const bit = fc.record({
    block: fc.nat(4),
    byte: fc.nat(4095),
    bit: fc.nat(7),
    where: fc.constantFrom(4096, 32),
  });
  fc.assert(
    fc.property(bit, (flip) => {
      const { blocks, digests } = sample(5);
      const bytes = flip.where === 4096 ? blocks : digests;
      const at = flip.block * flip.where + (flip.byte % flip.where);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << flip.bit);
      expect(firstBadBlock(blocks, digests, rule)).toBe(flip.block);
    }),
  );
});

test('firstBadBlock() names the first of several', () => {
  const { blocks, digests } = sample(5);
  blocks.fill(0, 2 * 4096, 4 * 4096);
  expect(firstBadBlock(blocks, digests, rule)).toBe(2);
});

test('firstBadBlock() works on shared memory', () => {
  const { blocks, digests } = sample(2);
  const shared = new Uint8Array(new SharedArrayBuffer(2 * 4096 + 64));
  shared.set(blocks);
  shared.set(digests, 2 * 4096);
  expect(firstBadBlock(shared.subarray(0, 8192), shared.subarray(8192), rule)).toBe('all-good');
});

test.for([
  ['a digest too few', 2 * 4096, 32],
  ['a digest too many', 4096, 64],
  ['half a block', 6144, 32],
  ['no digests', 4096, 0],
] as const)('firstBadBlock() refuses %s', ([, blockBytes, digestBytes]) => {
  expect(() => firstBadBlock(new Uint8Array(blockBytes), new Uint8Array(digestBytes), rule)).toThrow(
    expect.objectContaining({ code: 'FMT-01', facts: expect.objectContaining({ field: 'digests' }) }),
  );
});
