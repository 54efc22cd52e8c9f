import { expect, test } from 'vitest';
import { isVersion } from '../../src/catalog/is-version.ts';

test.for(['0', '1.10', '15.0.4', '4294967295', '1.2.3.4.5.6.7.8'])('isVersion() takes %s', (text) => {
  expect(isVersion(text)).toBe(true);
});

test.for([
  ['nothing', ''],
  ['a leading zero', '1.09'],
  ['two zeros', '00'],
  ['nine numbers', '1.2.3.4.5.6.7.8.9'],
  ['2^32', '1.4294967296'],
  ['a number of many digits', `1.${'9'.repeat(400)}`],
  ['a dot at the end', '1.'],
  ['a dot in front', '.1'],
  ['two dots', '1..2'],
  ['a sign', '-1'],
  ['a plus', '+1'],
  ['a letter', '1.0a'],
  ['an exponent', '1e3'],
  ['hexadecimal', '0x10'],
  ['a space', ' 1'],
  ['a line feed at the end', '1\n'],
  ['digits of another script', '١.٢'],
] as const)('isVersion() refuses %s', ([, text]) => {
  expect(isVersion(text)).toBe(false);
});
