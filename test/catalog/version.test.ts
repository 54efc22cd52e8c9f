import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareVersions } from '../../src/catalog/version.ts';

test.for([
  ['1.9', '1.10'],
  ['1.9', '1.9.1'],
  ['1.9.0', '1.9.1'],
  ['0.9', '1'],
  ['2', '10'],
  ['1.4294967294', '1.4294967295'],
  ['1.0.0.0.0.0.0', '1.0.0.0.0.0.0.1'],
] as const)('compareVersions() puts %s before %s', ([older, newer]) => {
  expect(compareVersions(older, newer)).toBeLessThan(0);
  expect(compareVersions(newer, older)).toBeGreaterThan(0);
});

test.for([
  ['1.9', '1.9.0'],
  ['1', '1.0.0.0.0.0.0.0'],
  ['0', '0.0'],
] as const)('compareVersions() takes %s and %s as equal', ([a, b]) => {
  expect(compareVersions(a, b)).toBe(0);
  expect(compareVersions(b, a)).toBe(0);
});

test('compareVersions() gives no answer for what is no version', () => {
  expect(() => compareVersions('1.x', '1.0')).toThrow(RangeError);
});

const part = fc.oneof(fc.nat(3), fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const version = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join('.'));

test('compareVersions() orders as numbers written with fixed width do', () => {
  const wide = (text: string): string =>
    [...text.split('.'), ...Array<string>(8).fill('0')]
      .slice(0, 8)
      .map((digits) => digits.padStart(10, '0'))
      .join('');
  fc.assert(
    fc.property(version, version, (a, b) => {
      expect(Math.sign(compareVersions(a, b))).toBe(wide(a).localeCompare(wide(b)));
    }),
  );
});
