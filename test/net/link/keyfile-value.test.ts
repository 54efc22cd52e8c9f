import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyfileValue } from '../../../src/net/link/keyfile-value.ts';

test.for<[text: string, expected: string]>([
  ['plain', 'plain'],
  [' a b ', '\\sa b\\s'],
  ['  ', '\\s\\s'],
  ['a\\b', 'a\\\\b'],
  ['a\nb\tc\rd', 'a\\nb\\tc\\rd'],
  ['a;b#c=d"$`', 'a;b#c=d"$`'],
  ['пароль', 'пароль'],
])('keyfileValue(%j) is %s', ([text, expected]) => {
  expect(keyfileValue(text)).toBe(expected);
});

/** How GLib reads a value: it drops the spaces around it, then the escapes. */
function readByGlib(value: string): string {
  const plain: Readonly<Record<string, string>> = {
    '\\s': ' ',
    '\\n': '\n',
    '\\t': '\t',
    '\\r': '\r',
    '\\\\': '\\',
  };
  return value.trim().replaceAll(/\\[sntr\\]/g, (escape) => plain[escape] ?? '');
}

test('keyfileValue() is one line and is read back as it was', () => {
  const text = fc.string({ unit: fc.constantFrom(' ', '\\', 's', 'n', '\n', '\t', '\r', ';', 'é', '[') });
  fc.assert(
    fc.property(text, (written) => {
      const value = keyfileValue(written);
      expect(value).not.toMatch(/[\n\r]/);
      expect(readByGlib(value)).toBe(written);
    }),
  );
});
