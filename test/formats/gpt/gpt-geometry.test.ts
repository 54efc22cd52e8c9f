import { expect, test } from 'vitest';
import { gptGeometry } from '../../../src/formats/gpt/gpt-geometry.ts';
import { faultOf } from '../fault-of.ts';

test.for([
  [
    512,
    1 << 20,
    { lastLba: 2047, firstUsableLba: 34, lastUsableLba: 2014, headBytes: 17408, tailBytes: 16896 },
  ],
  [
    4096,
    1 << 20,
    { lastLba: 255, firstUsableLba: 6, lastUsableLba: 250, headBytes: 24576, tailBytes: 20480 },
  ],
] as const)('gptGeometry() of %d-byte sectors on %d bytes', ([sectorBytes, sizeBytes, expected]) => {
  expect(gptGeometry(sectorBytes, sizeBytes)).toMatchObject(expected);
});

test.for([
  [512, 68],
  [4096, 12],
] as const)(
  'gptGeometry() takes a disk of %d-byte sectors with one to use, and none smaller',
  ([sector, sectors]) => {
    const { firstUsableLba, lastUsableLba } = gptGeometry(sector, sectors * sector);
    expect(lastUsableLba).toBe(firstUsableLba);
    expect(() => gptGeometry(sector, (sectors - 1) * sector)).toThrow('FMT-01');
  },
);

test.for([0, -512, 511, (1 << 20) + 1, 2 ** 53, Number.NaN, Infinity])(
  'gptGeometry() refuses a disk of %d bytes',
  (sizeBytes) => {
    expect(faultOf(() => gptGeometry(512, sizeBytes))).toMatchObject({
      code: 'FMT-01',
      facts: { field: 'size of the disk' },
    });
  },
);
