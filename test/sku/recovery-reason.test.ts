import { expect, test } from 'vitest';
import { RECOVERY_CAUSES } from '../../src/core/device.ts';
import { recoveryReason } from '../../src/sku/recovery-reason.ts';

const CODES = Array.from({ length: 256 }, (_, code) => code);

/** Every code that vboot ever gave a meaning. Codes are added at the place of their number; none is ever taken out. */
const NAMED = `
  00 01 02 03 04 05 06 07 08 09
  10 11 12 13 14 15 16 17 18 19 1a 1b 1c 1d 1e
  20 21 22 23 24 25 26 27 28 29 2a 2b 2c 2d 2e 2f
  30 31 3f
  41 42 43 44 45 46 47 48 49
  50 51 52 53 54 55 56 57 58 59 5a 5b 5c 5d 5e 5f
  60 61 62 63 64 65 66 7f
  81 bf c1 c2 c3 c4 ff`
  .trim()
  .split(/\s+/)
  .map((code) => Number.parseInt(code, 16));

const isReserved = (code: number): boolean => recoveryReason(code).words.startsWith('Reserved code');

test('recoveryReason() has words of its own for every code that vboot gave a meaning, and for no other', () => {
  expect(CODES.filter((code) => !isReserved(code))).toEqual(NAMED);
});

test('recoveryReason() names the number of a reserved code', () => {
  expect(recoveryReason(0x0a)).toEqual({ code: 0x0a, cause: 'unknown', words: 'Reserved code 0x0a' });
  expect(recoveryReason(0xfe)).toEqual({ code: 0xfe, cause: 'unknown', words: 'Reserved code 0xfe' });
});

test('recoveryReason() has words for all 256 codes that fit on a line and differ from each other', () => {
  const words = CODES.map((code) => recoveryReason(code).words);
  expect(words.filter((line) => !/^[A-Z][\x20-\x7e]{8,68}[^.]$/.test(line))).toEqual([]);
  expect(new Set(words).size).toBe(256);
});

test.for([
  [0x02, 'person', /recovery button/],
  [0x17, 'too-old', /updatable firmware is older/],
  [0x1b, 'firmware-damaged', /body of the updatable firmware failed its check/],
  [0x2b, 'security-chip', /TPM/],
  [0x43, 'system-damaged', /operating system failed its signature/],
  [0x5a, 'no-disk', /no disk/],
  [0x5b, 'no-system', /no kernel/],
  [0xff, 'system-failed', /operating system/],
] as const)('recoveryReason() says of code %i what it means', ([code, cause, words]) => {
  expect(recoveryReason(code)).toEqual({ code, cause, words: expect.stringMatching(words) });
});

test('recoveryReason() has a cause that a person understands for every code but those that mean nothing to them', () => {
  const unknown = NAMED.filter((code) => recoveryReason(code).cause === 'unknown');
  expect(unknown).toEqual([0x00, 0x64]);
});

test('recoveryReason() knows at least one code of every cause', () => {
  expect(new Set(CODES.map((code) => recoveryReason(code).cause))).toEqual(new Set(RECOVERY_CAUSES));
});
