import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type BootAttributes,
  packBootAttributes,
  unpackBootAttributes,
} from '../../../src/formats/gpt/boot-attributes.ts';
import { faultOf } from '../fault-of.ts';

const bits = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n });
const boots: fc.Arbitrary<BootAttributes> = fc.record({
  priority: fc.integer({ min: 0, max: 15 }),
  tries: fc.integer({ min: 0, max: 15 }),
  successful: fc.constantFrom(0, 1),
});

const BOOT_BITS = 0x01ff_0000_0000_0000n;

test('unpackBootAttributes() gives back what packBootAttributes() was given, and no other bit changes', () => {
  fc.assert(
    fc.property(bits, boots, (attributes, boot) => {
      const packed = packBootAttributes(attributes, boot);
      expect(unpackBootAttributes(packed)).toEqual(boot);
      expect(packed & ~BOOT_BITS).toBe(attributes & ~BOOT_BITS);
    }),
  );
});

test.for([
  [{ priority: 15, tries: 0, successful: 0 }, 0x000f_0000_0000_0000n],
  [{ priority: 0, tries: 15, successful: 0 }, 0x00f0_0000_0000_0000n],
  [{ priority: 0, tries: 0, successful: 1 }, 0x0100_0000_0000_0000n],
] as const)('packBootAttributes() puts %o where the firmware looks', ([boot, attributes]) => {
  expect(packBootAttributes(0n, boot)).toBe(attributes);
});

test('packBootAttributes() keeps the error counter of the firmware', () => {
  const counter = 1n << 57n;
  expect(packBootAttributes(counter, { priority: 0, tries: 0, successful: 0 })).toBe(counter);
});

test.for([
  ['priority', { priority: 16, tries: 0, successful: 0 }],
  ['priority', { priority: -1, tries: 0, successful: 0 }],
  ['tries', { priority: 0, tries: 1.5, successful: 0 }],
  ['tries', { priority: 0, tries: Number.NaN, successful: 0 }],
] as const)('packBootAttributes() refuses a %s that does not fit', ([field, boot]) => {
  expect(faultOf(() => packBootAttributes(0n, boot))).toMatchObject({ code: 'FMT-01', facts: { field } });
});
