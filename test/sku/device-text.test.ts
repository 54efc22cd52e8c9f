import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deviceText } from '../../src/sku/device-text.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));

test.for([
  ['a line end', 'ORCHID TEST 1\n'],
  ['a DOS line end', 'ORCHID TEST 1\r\n'],
  ['NUL padding', `ORCHID TEST 1${'\0'.repeat(300)}`],
  ['what the field held before, behind the NUL', 'ORCHID TEST 1\0\x1b]0;x\x07'],
  ['spaces', ' ORCHID TEST 1 '],
] as const)('deviceText() takes away %s', ([, raw]) => {
  expect(deviceText(bytes(raw), 64)).toBe('ORCHID TEST 1');
});

test.for([
  ['no bytes', ''],
  ['only padding', ' \n\0\0'],
  ['erased flash', '\xff'.repeat(256)],
  ['a terminal escape', 'ORCHID\x1b[2J'],
  ['a tab', 'ORCHID\tTEST'],
  ['a second line', 'ORCHID\nTEST'],
  ['a delete character', 'ORCHID\x7f'],
  ['an accent', 'ORCHID\xe9'],
  ['one character too many', 'A'.repeat(65)],
  ['64 KiB of text', 'A'.repeat(1 << 16)],
] as const)('deviceText() refuses %s', ([, raw]) => {
  expect(deviceText(bytes(raw), 64)).toBeNull();
});

test('deviceText() takes text of exactly the longest length', () => {
  expect(deviceText(bytes(`${'A'.repeat(64)}\n`), 64)).toBe('A'.repeat(64));
});

test('deviceText() refuses 64 KiB of spaces before it looks at them', () => {
  const started = performance.now();
  expect(deviceText(bytes(`x${' '.repeat(1 << 16)}x`), 64)).toBeNull();
  expect(performance.now() - started).toBeLessThan(1000);
});

test('deviceText() gives back printable ASCII or nothing, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (raw) => {
      expect(deviceText(raw, 64) ?? 'x').toMatch(/^[\x21-\x7e](?:[\x20-\x7e]{0,62}[\x21-\x7e])?$/);
    }),
  );
});
