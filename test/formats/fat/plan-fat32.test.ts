import { expect, test } from 'vitest';
import { type Fat32Spec, planFat32 } from '../../../src/formats/fat/plan-fat32.ts';
import { faultOf } from '../fault-of.ts';
import { fatImage, LEAST_BYTES, specOf } from './fat-image.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const CONTENTS = {
  'rsd.toml': new Uint8Array(3),
  'recovery/a/Long Name.img': new Uint8Array(5000).fill(7),
  'recovery/empty': new Uint8Array(),
  'recovery/a/b': new Uint8Array(512),
};

test('planFat32() has its metadata first, and then the files in their order, each in one piece', () => {
  const { metadataBytes, files, clusterBytes } = planFat32(specOf(CONTENTS));
  // A root and two folders of one cluster each; the data begin at 1 MiB.
  expect({ metadataBytes, clusterBytes }).toEqual({ metadataBytes: MIB + 3 * 512, clusterBytes: 512 });
  expect(files.map(({ offsetBytes }) => (offsetBytes - metadataBytes) / 512)).toEqual([0, 1, 11, 11]);
});

test.for([
  [33 * MIB, 512],
  [260 * MIB, 512],
  [261 * MIB, 4096],
  [8 * GIB, 4096],
  [8 * GIB + MIB, 8192],
  [64 * GIB, 32768],
  [2048 * GIB - MIB, 32768],
] as const)(
  'planFat32() lays out %d bytes, and the data begin at a whole MiB',
  ([sizeBytes, clusterBytes]) => {
    const plan = planFat32(specOf(CONTENTS, sizeBytes));
    expect(plan.clusterBytes).toBe(clusterBytes);
    expect((plan.metadataBytes - 3 * clusterBytes) % MIB).toBe(0);
  },
);

test('planFat32() counts the free clusters in FSInfo, in both copies, and says where the next one is', () => {
  const { bytes } = fatImage(CONTENTS);
  const view = new DataView(bytes.buffer);
  const used = 3 + 1 + 10 + 1;
  for (const sector of [1, 7]) {
    expect(view.getUint32(sector * 512 + 488, true)).toBe(65_536 - used);
    expect(view.getUint32(sector * 512 + 492, true)).toBe(2 + used);
  }
});

test('planFat32() says so when no cluster is free', () => {
  const sizeBytes = (65_536 - 1) * 512;
  const plan = planFat32({ ...specOf({}), files: [{ path: 'ALL', sizeBytes }] });
  const sector = new Uint8Array(512);
  plan.fill(512, sector);
  expect([...sector.subarray(488, 496)]).toEqual([0, 0, 0, 0, 255, 255, 255, 255]);
  const [file] = plan.files;
  expect((file?.offsetBytes ?? 0) + sizeBytes).toBe(LEAST_BYTES);
});

test('planFat32() fills any range with the same bytes, and zeros where nothing is', () => {
  const plan = planFat32(specOf(CONTENTS));
  const whole = new Uint8Array(plan.metadataBytes + 4096);
  plan.fill(0, whole);
  for (const [from, to] of [
    [0, 512],
    [487_424, 500_224],
    [512, MIB + 1024],
    [MIB, MIB + 2048],
  ] as const) {
    const part = new Uint8Array(to - from).fill(0xff);
    plan.fill(from, part);
    expect(part).toEqual(whole.subarray(from, to));
  }
  expect(whole.subarray(plan.metadataBytes).every((byte) => byte === 0)).toBe(true);
});

test('planFat32() gives the same bytes for the same spec, and two equal allocation tables', () => {
  const { bytes, tableAt, secondTableAt, dataAt } = fatImage(CONTENTS);
  expect(fatImage(CONTENTS).bytes).toEqual(bytes);
  expect(bytes.subarray(tableAt, secondTableAt)).toEqual(bytes.subarray(secondTableAt, dataAt));
});

test('planFat32() needs no memory for an allocation table of 16 MiB', () => {
  const before = process.memoryUsage().arrayBuffers;
  const plan = planFat32(specOf(CONTENTS, 64 * GIB - MIB));
  expect(plan.metadataBytes).toBeGreaterThan(16 * MIB);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(MIB);
});

const file = (path: string, sizeBytes = 1): Partial<Fat32Spec> => ({ files: [{ path, sizeBytes }] });
const files = (...paths: readonly string[]): Partial<Fat32Spec> => ({
  files: paths.map((path) => ({ path, sizeBytes: 1 })),
});

test.for<[string, string, Partial<Fat32Spec>]>([
  ['fewer clusters than a FAT32 has', 'size', { sizeBytes: LEAST_BYTES - 12 * 512 }],
  ['no size at all', 'size', { sizeBytes: 0 }],
  ['2 TiB', 'size', { sizeBytes: 2048 * GIB }],
  ['half a sector', 'size', { sizeBytes: LEAST_BYTES + 256 }],
  ['a size that is no number', 'size', { sizeBytes: Number.NaN }],
  ['a file of 4 GiB', 'file size', file('a', 4 * GIB)],
  ['a file of less than nothing', 'file size', file('a', -1)],
  ['more than there is room for', 'files', file('a', 32 * MIB)],
  ['a name with a colon', 'name', file('a:b')],
  ['a name without a character', 'name', file('a//b')],
  ['a path from the root', 'name', file('/a')],
  ['a path upwards', 'name', file('a/../b')],
  ['a name that is too long', 'name', file('x'.repeat(256))],
  ['names that differ in case only', 'name', files('a/b', 'a/B')],
  ['folders that differ in case only', 'name', files('a/b', 'A/c')],
  ['a file twice', 'name', files('a', 'a')],
  ['a file that is a folder too', 'name', files('a', 'a/b')],
  ['a folder that is a file too', 'name', files('a/b', 'a')],
  ['a path that is too deep', 'path', file('a/'.repeat(16) + 'b')],
  ['a path that is too long', 'path', file(`${'x'.repeat(255)}/`.repeat(4) + 'b')],
  ['a label that is too long', 'label', { label: 'RSD-DATA-123' }],
  ['a label in lower case', 'label', { label: 'rsd' }],
  ['no label', 'label', { label: '' }],
  ['an id that is no u32', 'id', { id: 2 ** 32 }],
  ['more hidden sectors than a u32', 'hidden sectors', { hiddenSectors: 2 ** 32 }],
  ['a time before 1980', 'time', { modified: new Date('1979-12-31T23:59:59Z') }],
  ['a time that is none', 'time', { modified: new Date(Number.NaN) }],
])('planFat32() refuses %s', ([, field, change]) => {
  expect(faultOf(() => planFat32({ ...specOf({}), ...change }))).toMatchObject({
    code: 'FMT-01',
    facts: { format: 'FAT', field },
  });
});

test('planFat32() says how much is too much', () => {
  const fault = faultOf(() => planFat32({ ...specOf({}), ...file('a', 32 * MIB) }));
  expect(fault).toMatchObject({
    facts: { problem: `they and their folders take ${32 * MIB + 512} bytes; there is room for ${32 * MIB}` },
  });
});

test('planFat32() refuses a folder with more than 65,536 entries', () => {
  const paths = Array.from({ length: 33_000 }, (_, nth) => `lower${nth}`);
  expect(faultOf(() => planFat32({ ...specOf({}), ...files(...paths) }))).toMatchObject({
    facts: {
      field: 'folder',
      problem: expect.stringContaining('33000 files and folders in "" are too many'),
    },
  });
});

test('planFat32() refuses to fill what are no whole sectors', () => {
  const plan = planFat32(specOf({}));
  expect(faultOf(() => plan.fill(1, new Uint8Array(512)))).toMatchObject({ facts: { field: 'range' } });
  expect(faultOf(() => plan.fill(0, new Uint8Array(511)))).toMatchObject({ facts: { field: 'range' } });
});
