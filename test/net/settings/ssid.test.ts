import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ssidOf } from '../../../src/net/settings/ssid.ts';

test.for([
  [[], 'not-an-ssid'],
  [[0], '00'],
  [[0xff, 0x0a, 0x3a, 0x5c], 'ff0a3a5c'],
  [Array<number>(32).fill(65), '41'.repeat(32)],
  [Array<number>(33).fill(65), 'not-an-ssid'],
] as const)('ssidOf() of %j is %s', ([bytes, expected]) => {
  expect(ssidOf(Uint8Array.from(bytes))).toBe(expected);
});

test('ssidOf() keeps every byte', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 32 }), (bytes) => {
      expect(Uint8Array.from(Buffer.from(ssidOf(bytes), 'hex'))).toEqual(bytes);
    }),
  );
});
