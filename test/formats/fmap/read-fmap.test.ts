import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFmap } from '../../../src/formats/fmap/encode-fmap.ts';
import type { Fmap } from '../../../src/formats/fmap/fmap.ts';
import { readFmap } from '../../../src/formats/fmap/read-fmap.ts';
import { faultOf } from '../fault-of.ts';
import { anyFmap } from './any-fmap.ts';

const fmap: Fmap = {
  baseAddress: 0xffc00000n,
  sizeBytes: 0x400000,
  name: 'FLASH',
  areas: [
    { name: 'GBB', offsetBytes: 0x1000, sizeBytes: 0x3000, flags: 4 },
    { name: 'RO_VPD', offsetBytes: 0x3ff000, sizeBytes: 0x1000, flags: 8 },
  ],
};

function changed(...changes: readonly (readonly [offsetBytes: number, value: number])[]): Uint8Array {
  const bytes = encodeFmap(fmap);
  for (const [at, value] of changes) bytes[at] = value;
  return bytes;
}

test('readFmap() gives back what encodeFmap() was given, wherever it lies', () => {
  const around = fc.uint8Array({ maxLength: 20 });
  fc.assert(
    fc.property(anyFmap(0xffffffff), around, around, (any, before, behind) => {
      const bytes = new Uint8Array(Buffer.concat([before, encodeFmap(any), behind]));
      expect(readFmap(bytes, before.length)).toEqual(any);
    }),
  );
});

const SECOND_AREA = 56 + 42;

test.for<[string, string, Uint8Array]>([
  ['another signature', 'signature', changed([7, 0x20])],
  ['another major version', 'version', changed([8, 2])],
  ['a cut header', 'number of areas', changed().subarray(0, 55)],
  ['a cut area', 'area flags', changed().subarray(0, -1)],
  ['1025 areas', 'number of areas', changed([54, 0x01], [55, 0x04])],
  ['an unprintable name', 'name', changed([22, 0x1b])],
  ['an unprintable area name', 'area name', changed([SECOND_AREA + 8, 0x9b])],
  ['an area without a name', 'area name', changed([SECOND_AREA + 8, 0])],
  ['an area one byte too long', 'area size', changed([SECOND_AREA + 4, 1])],
  ['an area of almost 4 GiB', 'area size', changed([SECOND_AREA + 7, 0xff])],
  ['an area far outside', 'area size', changed([SECOND_AREA + 3, 0xff])],
])('readFmap() refuses %s', ([, field, bytes]) => {
  expect(faultOf(() => readFmap(bytes))).toMatchObject({ code: 'FMT-01', facts: { format: 'FMAP', field } });
});

test('readFmap() refuses an area that is there twice', () => {
  const bytes = changed();
  bytes.copyWithin(SECOND_AREA, 56, SECOND_AREA);
  expect(faultOf(() => readFmap(bytes))).toMatchObject({ facts: { problem: '"GBB" is there twice' } });
});

test.for([-1, 0.5, 2 ** 31, 2 ** 53, Number.NaN])(
  'readFmap() refuses to look at offset %d',
  (offsetBytes) => {
    expect(() => readFmap(changed(), offsetBytes)).toThrow('FMT-01');
  },
);

test('readFmap() throws nothing but faults for an FMAP that was changed here and there, or cut', () => {
  const changes = fc.array(fc.tuple(fc.nat(139), fc.nat(255)), { maxLength: 4 });
  fc.assert(
    fc.property(changes, fc.nat(140), (spots, length) => {
      const fault = faultOf(() => readFmap(changed(...spots).subarray(0, length)));
      expect(fault === 'nothing thrown' || fault.code === 'FMT-01').toBe(true);
    }),
    { numRuns: 500 },
  );
});
