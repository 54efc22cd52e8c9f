import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Block, fit } from '../../src/ui/fit.ts';
import type { Line } from '../../src/ui/frame.ts';
import { line } from '../../src/ui/line.ts';

const MUST: Block = { rank: 0, forms: [[line('must')]] };
const STEPS: Block = { rank: 5, forms: [[line('a'), line('b'), line('c')], [line('b')], []] };
const GAP: Block = { rank: 9, forms: [[[]], []] };

function texts(lines: readonly Line[]): string {
  return lines.map((each) => each.map(({ text }) => text).join('') || '_').join(' ');
}

test.for([
  [5, 'must _ a b c'],
  [4, 'must a b c'],
  [3, 'must _ b'],
  [2, 'must b'],
  [1, 'must'],
  [0, ''],
] as const)('fit() gives %d rows to what matters most', ([rows, lines]) => {
  expect(texts(fit([MUST, GAP, STEPS], rows))).toBe(lines);
});

test('fit() leaves one empty line where what stood between two was left out', () => {
  const note: Block = { rank: 3, forms: [[]] };
  expect(texts(fit([MUST, GAP, note, GAP, STEPS, GAP], 20))).toBe('must _ a b c');
});

test('fit() never takes more rows than there are', () => {
  const form = fc.array(fc.constant(line('x')), { maxLength: 5 });
  const block = fc.record({
    rank: fc.nat({ max: 9 }),
    forms: fc.array(form, { minLength: 1, maxLength: 3 }),
  });
  fc.assert(
    fc.property(fc.array(block, { maxLength: 8 }), fc.nat({ max: 30 }), (blocks, rows) => {
      expect(fit(blocks, rows).length).toBeLessThanOrEqual(rows);
    }),
  );
});
