import { expect, test } from 'vitest';
import { printableData } from '../../src/ui/printable-data.ts';

test('printableData() makes every text, name and number of the data safe, and leaves the original alone', () => {
  const data = {
    '\x1b': ['\x07', { deep: '\u202e' }],
    bytes: Number.NaN,
    left: Number.POSITIVE_INFINITY,
    step: null,
  };
  const before = structuredClone(data);
  expect(printableData(data)).toEqual({
    '\\u{1b}': ['\\u{7}', { deep: '\\u{202e}' }],
    bytes: 0,
    left: 0,
    step: null,
  });
  expect(data).toEqual(before);
});

test('printableData() bounds a text', () => {
  expect(printableData({ text: 'W'.repeat(100_000) }).text).toHaveLength(400);
});
