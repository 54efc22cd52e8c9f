import fc from 'fast-check';
import { expect, test } from 'vitest';
import { verityGeometry } from '../../../src/formats/verity/verity-geometry.ts';

// Sizes of the levels, leaves first, as the formula of Chromium OS has them: ceil(n / 128^k).
test.for([
  [1, []],
  [2, [1]],
  [127, [1]],
  [128, [1]],
  [129, [2, 1]],
  [16383, [128, 1]],
  [16384, [128, 1]],
  [16385, [129, 2, 1]],
  [2 ** 24, [131072, 1024, 8, 1]],
] as const)('verityGeometry() of %d data blocks has levels of %j blocks', ([dataBlocks, sizes]) => {
  const { levels } = verityGeometry(dataBlocks, 'root-first');
  expect(levels.map(({ blocks }) => blocks)).toEqual(sizes);
});

test('verityGeometry() root-first puts the top level right behind the data and the leaves last', () => {
  expect(verityGeometry(16385, 'root-first')).toEqual({
    dataBlocks: 16385,
    levels: [
      { firstBlock: 16388, blocks: 129 },
      { firstBlock: 16386, blocks: 2 },
      { firstBlock: 16385, blocks: 1 },
    ],
    imageBlocks: 16517,
  });
});

test('verityGeometry() leaves-first puts the leaves right behind the data and the top level last', () => {
  expect(verityGeometry(16385, 'leaves-first').levels).toEqual([
    { firstBlock: 16385, blocks: 129 },
    { firstBlock: 16514, blocks: 2 },
    { firstBlock: 16516, blocks: 1 },
  ]);
});

test('verityGeometry() leaves no gap between the data and the end of the image, in either order', () => {
  const orders = fc.constantFrom('root-first' as const, 'leaves-first' as const);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 40 }), orders, (dataBlocks, order) => {
      const { levels, imageBlocks } = verityGeometry(dataBlocks, order);
      const inImage = order === 'root-first' ? levels.toReversed() : levels;
      let next = dataBlocks;
      for (const { firstBlock, blocks } of inImage) {
        expect(firstBlock).toBe(next);
        next += blocks;
      }
      expect(imageBlocks).toBe(next);
    }),
  );
});

test.for([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 41, 2 ** 53, 2 ** 64])(
  'verityGeometry() refuses %d data blocks',
  (dataBlocks) => {
    expect(() => verityGeometry(dataBlocks, 'root-first')).toThrow(
      expect.objectContaining({ code: 'FMT-01', facts: expect.objectContaining({ field: 'data_blocks' }) }),
    );
  },
);

test('verityGeometry() refuses data whose tree ends where byte offsets are no longer exact', () => {
  expect(() => verityGeometry(2 ** 41 - 1, 'root-first')).toThrow(/FMT-01/);
});
