import fc from 'fast-check';
import { expect, test } from 'vitest';
import { passphraseProblem } from '../../../src/net/settings/passphrase-problem.ts';

const HEX = 'a1'.repeat(32);

test.for([
  ['12345678', 'wpa2', null],
  ['1234567', 'wpa2', 'is shorter than 8 bytes'],
  ['1234567', 'auto', 'is shorter than 8 bytes'],
  ['1', 'wpa3', null],
  ['', 'wpa3', 'is shorter than 1 bytes'],
  ['x'.repeat(63), 'wpa2', null],
  ['x'.repeat(64), 'wpa2', 'is longer than 63 bytes'],
  ['x'.repeat(64), 'wpa3', null],
  ['x'.repeat(129), 'wpa3', 'is longer than 128 bytes'],
  [HEX, 'wpa2', null],
  [HEX.toUpperCase(), 'auto', null],
  [`${HEX}a`, 'wpa2', 'is longer than 63 bytes'],
  ['ключключ', 'wpa2', null],
  ['ключ'.repeat(8), 'wpa2', 'is longer than 63 bytes'],
  [' "$`\\;#= ', 'wpa2', null],
  ['1234\t5678', 'wpa2', 'has a character that cannot be typed'],
  ['1234\n5678', 'wpa3', 'has a character that cannot be typed'],
  ['1234\ud8005678', 'wpa2', 'has a character that cannot be typed'],
] as const)('passphraseProblem(%j, %s) is %j', ([passphrase, security, expected]) => {
  expect(passphraseProblem(passphrase, security)).toBe(expected);
});

test('passphraseProblem() never repeats the passphrase', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4 }), (passphrase) => {
      expect(passphraseProblem(passphrase, 'auto') ?? '').not.toContain(passphrase);
    }),
  );
});
