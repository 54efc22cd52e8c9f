import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildHashTree } from '../../../src/formats/verity/build-hash-tree.ts';
import { hashTreeBuilder } from '../../../src/formats/verity/hash-tree-builder.ts';
import { verityGeometry } from '../../../src/formats/verity/verity-geometry.ts';
import { faultOf } from '../fault-of.ts';

const BLOCK_BYTES = 4096;
const RULE = { version: 0, salt: new Uint8Array(32).fill(7) } as const;

/** Data whose blocks all differ. */
function dataOf(blocks: number): Uint8Array {
  const data = new Uint8Array(blocks * BLOCK_BYTES);
  for (let index = 0; index < blocks; index++)
    new DataView(data.buffer).setUint32(index * BLOCK_BYTES, index + 1);
  return data;
}

test('hashTreeBuilder() makes the same tree however the data is cut', () => {
  const property = fc.property(
    fc.integer({ min: 1, max: 300 }),
    fc.array(fc.nat(300), { maxLength: 6 }),
    (blocks, cuts) => {
      const data = dataOf(blocks);
      const geometry = verityGeometry(blocks, 'root-first');
      const builder = hashTreeBuilder(geometry, RULE);
      const bounds = [0, ...cuts.map((cut) => Math.min(cut, blocks)).toSorted((a, b) => a - b), blocks];
      for (const [nth, from] of bounds.entries())
        builder.add(data.subarray(from * BLOCK_BYTES, (bounds[nth + 1] ?? from) * BLOCK_BYTES));
      const whole = buildHashTree(
        (index) => data.subarray(index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES),
        geometry,
        RULE,
      );
      expect(builder.finish()).toEqual(whole);
    },
  );
  fc.assert(property, { numRuns: 30 });
});

test('hashTreeBuilder() refuses more data than was announced, and less', () => {
  const builder = hashTreeBuilder(verityGeometry(2, 'root-first'), RULE);
  expect(faultOf(() => builder.finish())).toMatchObject({ code: 'FMT-01', facts: { field: 'data_blocks' } });
  expect(faultOf(() => builder.add(dataOf(3)))).toMatchObject({
    code: 'FMT-01',
    facts: { field: 'data_blocks' },
  });
});

test('hashTreeBuilder() refuses a tree above 1 GiB before it takes the memory', () => {
  const geometry = verityGeometry(2 ** 26, 'root-first');
  expect(faultOf(() => hashTreeBuilder(geometry, RULE))).toMatchObject({ facts: { field: 'data_blocks' } });
});
