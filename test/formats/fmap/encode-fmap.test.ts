import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { encodeFmap } from '../../../src/formats/fmap/encode-fmap.ts';
import type { Fmap } from '../../../src/formats/fmap/fmap.ts';
import { testWith, tool } from '../../tool.ts';
import { faultOf } from '../fault-of.ts';
import { anyFmap } from './any-fmap.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
afterAll(() => rmSync(folder, { recursive: true }));

const area = { name: 'GBB', offsetBytes: 0, sizeBytes: 16, flags: 0 };
const fmap: Fmap = { baseAddress: 0n, sizeBytes: 64, name: 'FLASH', areas: [area] };

test.for<[string, string, Partial<Fmap>]>([
  ['a base below 0', 'base', { baseAddress: -1n }],
  ['a base of 65 bits', 'base', { baseAddress: 1n << 64n }],
  ['a flash of 4 GiB', 'size', { sizeBytes: 2 ** 32 }],
  ['half a byte', 'area size', { areas: [{ ...area, sizeBytes: 0.5 }] }],
  ['an offset below 0', 'area offset', { areas: [{ ...area, offsetBytes: -1 }] }],
  ['flags of 17 bits', 'area flags', { areas: [{ ...area, flags: 0x10000 }] }],
  ['an area outside of the flash', 'area size', { areas: [{ ...area, offsetBytes: 49 }] }],
  ['an area twice', 'area name', { areas: [area, area] }],
  ['an area without a name', 'area name', { areas: [{ ...area, name: '' }] }],
  ['a name of 33 characters', 'area name', { areas: [{ ...area, name: 'A'.repeat(33) }] }],
  ['a name with a NUL', 'name', { name: 'A\0B' }],
  ['a name that is not ASCII', 'name', { name: 'Ä' }],
  ['1025 areas', 'number of areas', { areas: Array.from({ length: 1025 }, () => area) }],
])('encodeFmap() refuses %s', ([, field, change]) => {
  expect(faultOf(() => encodeFmap({ ...fmap, ...change }))).toMatchObject({
    code: 'FMT-01',
    facts: { format: 'FMAP', field },
  });
});

testWith('futility')('encodeFmap() makes maps that futility lists as they were meant', () => {
  const image = join(folder, 'fmap');
  fc.assert(
    fc.property(anyFmap(0x7fffffff), (any) => {
      writeFileSync(image, encodeFmap(any));
      const lines = any.areas.map(
        ({ name, offsetBytes, sizeBytes }) => `${name} ${offsetBytes} ${sizeBytes}\n`,
      );
      expect(tool('futility', 'dump_fmap', '-p', image)).toMatchObject({ status: 0, stdout: lines.join('') });
    }),
    { numRuns: 20 },
  );
});
