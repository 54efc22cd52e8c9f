import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fillTable } from '../../../src/formats/fat/fill-table.ts';

function filled(lastClusters: readonly number[], first: number, count: number): number[] {
  const bytes = new Uint8Array(count * 4).fill(0xaa);
  fillTable(lastClusters, first * 4, bytes);
  return [...new Uint32Array(bytes.buffer)];
}

test('fillTable() links each cluster to the next, ends chains, and leaves the rest free', () => {
  const [media, clean, end] = [0xffffff8, 0xfffffff, 0xfffffff];
  expect(filled([2, 5, 6], 0, 9)).toEqual([media, clean, end, 4, 5, end, end, 0, 0]);
});

test('fillTable() fills any part as it fills the whole', () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(lengths, fc.nat(100), fc.nat(100), (chains, first, count) => {
      let last = 1;
      const lastClusters = chains.map((length) => (last += length));
      const whole = filled(lastClusters, 0, 200);
      expect(filled(lastClusters, first, count)).toEqual(whole.slice(first, first + count));
    }),
  );
});
