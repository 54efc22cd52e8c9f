import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable } from '../../src/catalog/printable.ts';

test.for([
  ['plain text', 'atlas-1.9 (b)', 'atlas-1.9 (b)'],
  ['a terminal escape', 'a\u001b[2Jb', 'a\\u001b[2Jb'],
  ['a line feed', 'a\nb', 'a\\u000ab'],
  ['a turn of the direction of writing', 'a\u202eb', 'a\\u202eb'],
  ['a control character of ISO 8859', 'a\u009bb', 'a\\u009bb'],
] as const)('printable() shows %s without doing what it says', ([, text, shown]) => {
  expect(printable(text)).toBe(shown);
});

test('printable() cuts what is too long, and gives back nothing but printable ASCII', () => {
  expect(printable('x'.repeat(128))).toBe('x'.repeat(128));
  expect(printable('x'.repeat(129))).toBe(`${'x'.repeat(128)}...`);
  fc.assert(
    fc.property(fc.array(fc.nat(0xffff), { maxLength: 300 }), (units) => {
      expect(printable(String.fromCharCode(...units))).toMatch(/^[ -~]*$/);
    }),
  );
});
