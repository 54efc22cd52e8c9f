import { expect, test } from 'vitest';
import { readFatGeometry } from '../../../src/formats/fat/read-fat-geometry.ts';
import { faultOf } from '../fault-of.ts';
import { fatImage, LEAST_BYTES } from './fat-image.ts';

const SIZE = LEAST_BYTES;

function bootWith(change: Record<number, readonly number[]> = {}): Uint8Array {
  const boot = fatImage({}).bytes.slice(0, 512);
  for (const [at, bytes] of Object.entries(change)) boot.set(bytes, Number(at));
  return boot;
}

test('readFatGeometry() finds the parts of what planFat32() laid out', () => {
  expect(readFatGeometry(bootWith(), SIZE)).toEqual({
    kind: 'FAT32',
    clusterBytes: 512,
    tableOffsetBytes: 2 ** 20 - 2 * 536 * 512,
    dataOffsetBytes: 2 ** 20,
    clusters: 65_536,
    root: { kind: 'chain', firstCluster: 2 },
  });
});

test('readFatGeometry() takes the table that counts, when they are not kept alike', () => {
  expect(readFatGeometry(bootWith({ 40: [0x81] }), SIZE).tableOffsetBytes).toBe(2 ** 20 - 536 * 512);
  expect(readFatGeometry(bootWith({ 40: [0x01] }), SIZE).tableOffsetBytes).toBe(2 ** 20 - 2 * 536 * 512);
});

test.for<[string, string, Record<number, readonly number[]>]>([
  ['no boot sector', 'signature', { 510: [0, 0] }],
  ['an exFAT', 'kind', { 3: [...Buffer.from('EXFAT   ')] }],
  ['an NTFS', 'kind', { 3: [...Buffer.from('NTFS    ')] }],
  ['sectors of 8 KiB', 'sector size', { 11: [0, 0x20] }],
  ['clusters of three sectors', 'cluster size', { 13: [3] }],
  ['no cluster size', 'cluster size', { 13: [0] }],
  ['nothing reserved', 'reserved sectors', { 14: [0, 0] }],
  ['no tables', 'tables', { 16: [0] }],
  ['200 tables', 'tables', { 16: [200] }],
  ['a table that is too small', 'table size', { 36: [1, 0, 0, 0] }],
  ['tables that leave no room', 'clusters', { 36: [0, 0, 1, 0] }],
  ['no sectors', 'clusters', { 32: [0, 0, 0, 0] }],
  ['more than there is', 'size', { 32: [0xff, 0xff, 0xff, 0xff] }],
  ['a third table that counts', 'flags', { 40: [0x82] }],
  ['a FAT12', 'kind', { 13: [32], 22: [16, 0] }],
  ['too much for a FAT16', 'clusters', { 22: [16, 0] }],
])('readFatGeometry() refuses %s', ([, field, change]) => {
  expect(faultOf(() => readFatGeometry(bootWith(change), SIZE))).toMatchObject({
    code: 'FMT-01',
    facts: { format: 'FAT', field },
  });
});

test('readFatGeometry() refuses a table above 64 MiB, on a disk that has room for it', () => {
  // 2^30 sectors in clusters of one, and a table for all of them.
  const boot = bootWith({ 32: [0, 0, 0, 0x40], 36: [0, 0, 0x80, 0] });
  expect(faultOf(() => readFatGeometry(boot, 2 ** 40))).toMatchObject({
    facts: { field: 'table size', problem: expect.stringContaining('67108864 are read at most') },
  });
});
