import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { encodeFmap } from '../../../src/formats/fmap/encode-fmap.ts';
import { findFmap } from '../../../src/formats/fmap/find-fmap.ts';
import type { Fmap } from '../../../src/formats/fmap/fmap.ts';
import { testWith, tool } from '../../tool.ts';
import { faultOf } from '../fault-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
afterAll(() => rmSync(folder, { recursive: true }));

const FLASH_BYTES = 0x10000;

function fmapOf(name: string, sizeBytes = FLASH_BYTES): Fmap {
  return { baseAddress: 0n, sizeBytes, name, areas: [{ name, offsetBytes: 0, sizeBytes: 16, flags: 0 }] };
}

function flashWith(...pieces: readonly (readonly [offsetBytes: number, bytes: Uint8Array])[]): Uint8Array {
  const flash = new Uint8Array(FLASH_BYTES).fill(0xff);
  for (const [offsetBytes, bytes] of pieces) flash.set(bytes, offsetBytes);
  return flash;
}

const signature = new TextEncoder().encode('__FMAP__');

test('findFmap() finds a map wherever it lies', () => {
  const map = fmapOf('A');
  fc.assert(
    fc.property(fc.nat(FLASH_BYTES - 98), (offsetBytes) => {
      expect(findFmap(flashWith([offsetBytes, encodeFmap(map)]))).toEqual({ fmap: map, offsetBytes });
    }),
  );
});

test('findFmap() passes over the map of another program, a cut one and the signature in a text', () => {
  const flash = flashWith(
    [0, encodeFmap(fmapOf('EC', 0x8000))],
    [0x7004, signature],
    [0x9004, encodeFmap(fmapOf('MAIN'))],
    [FLASH_BYTES - 60, encodeFmap(fmapOf('CUT')).subarray(0, 60)],
  );
  expect(findFmap(flash)).toMatchObject({ offsetBytes: 0x9004, fmap: { name: 'MAIN' } });
});

test.for<[string, Uint8Array]>([
  ['an empty flash', new Uint8Array()],
  ['an erased flash', flashWith()],
  ['a map for another size', flashWith([0, encodeFmap(fmapOf('A', FLASH_BYTES - 1))])],
  [
    'a map behind more signatures than anybody has',
    flashWith(...many(256), [0xf000, encodeFmap(fmapOf('A'))]),
  ],
])('findFmap() refuses %s', ([, flash]) => {
  expect(faultOf(() => findFmap(flash))).toMatchObject({
    code: 'FMT-01',
    facts: { format: 'FMAP', field: 'signature' },
  });
});

function many(count: number): [number, Uint8Array][] {
  return Array.from({ length: count }, (_, nth) => [nth * 8, signature]);
}

test('findFmap() finds a map behind as many signatures as are looked at', () => {
  const flash = flashWith(...many(255), [0xf000, encodeFmap(fmapOf('A'))]);
  expect(findFmap(flash)).toMatchObject({ offsetBytes: 0xf000 });
});

testWith('futility')('findFmap() takes the map that futility takes', () => {
  const image = join(folder, 'flash');
  const offsets = fc.uniqueArray(fc.nat(FLASH_BYTES / 128 - 1), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(offsets, (places) => {
      const pieces = places.map((place, nth) => [place * 128, encodeFmap(fmapOf(`MAP${nth}`))] as const);
      const flash = flashWith(...pieces);
      writeFileSync(image, flash);
      const { stdout } = tool('futility', 'dump_fmap', '-p', image);
      expect(stdout).toBe(`${findFmap(flash).fmap.name} 0 16\n`);
    }),
    { numRuns: 30 },
  );
});
