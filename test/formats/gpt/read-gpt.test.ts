import { closeSync, mkdtempSync, openSync, readSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { unpackBootAttributes } from '../../../src/formats/gpt/boot-attributes.ts';
import { encodeGpt } from '../../../src/formats/gpt/encode-gpt.ts';
import { gptGeometry } from '../../../src/formats/gpt/gpt-geometry.ts';
import type { GptTable } from '../../../src/formats/gpt/gpt-table.ts';
import { GPT_TYPES } from '../../../src/formats/gpt/gpt-types.ts';
import { type GptBytes, type GptReading, readGpt } from '../../../src/formats/gpt/read-gpt.ts';
import { testWith, tool } from '../../tool.ts';
import { anyGptTable } from './any-gpt-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SIZE = 1 << 20;

const table: GptTable = {
  diskGuid: '10112233-4455-6677-8899-AABBCCDDEEFF',
  sectorBytes: 512,
  sizeBytes: SIZE,
  partitions: [
    {
      number: 2,
      typeGuid: GPT_TYPES.kernel,
      uniqueGuid: '00112233-4455-6677-8899-AABBCCDDEEFF',
      firstLba: 64,
      lastLba: 127,
      attributes: 0x01f0_0000_0000_0000n,
      name: 'KERN-A',
    },
  ],
};

function diskOf(of: GptTable): GptBytes {
  const { primary, secondary } = encodeGpt(of);
  return { head: primary, tail: secondary, sectorBytes: of.sectorBytes, sizeBytes: of.sizeBytes };
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const damaged = bytes.slice();
  damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return damaged;
}

function withZeros(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return bytes.slice().fill(0, from, to);
}

test('readGpt() gives back what encodeGpt() was given, from either copy', () => {
  fc.assert(
    fc.property(anyGptTable, (any) => {
      const disk = diskOf(any);
      expect(readGpt(disk)).toEqual({ kind: 'found', table: any, from: 'primary', problems: [] });
      expect(readGpt({ ...disk, head: new Uint8Array() })).toMatchObject({ table: any, from: 'secondary' });
      expect(readGpt({ ...disk, tail: new Uint8Array() })).toMatchObject({ table: any, from: 'primary' });
    }),
  );
});

test('readGpt() reads a Buffer, and leaves it as it was', () => {
  const disk = diskOf(table);
  const buffers = { ...disk, head: Buffer.from(disk.head), tail: Buffer.from(disk.tail) };
  expect(readGpt(buffers)).toMatchObject({ kind: 'found', table, problems: [] });
  expect(buffers.head.equals(disk.head) && buffers.tail.equals(disk.tail)).toBe(true);
});

test('readGpt() takes the other copy when any bit of the header or the entries of one is flipped', () => {
  fc.assert(
    fc.property(anyGptTable, fc.nat(), fc.constantFrom('head', 'tail'), (any, seed, which) => {
      const disk = diskOf(any);
      const entriesAt = which === 'head' ? 2 * any.sectorBytes : 0;
      const headerAt = which === 'head' ? any.sectorBytes : 16384;
      const nth = seed % ((92 + 16384) * 8);
      const bit = nth < 92 * 8 ? headerAt * 8 + nth : entriesAt * 8 + nth - 92 * 8;
      const reading = readGpt({ ...disk, [which]: flipped(disk[which], bit) });
      const from = which === 'head' ? 'secondary' : 'primary';
      expect(reading).toMatchObject({ kind: 'found', table: any, from, problems: [expect.any(String)] });
    }),
    { numRuns: 300 },
  );
});

test('readGpt() is broken when both copies are damaged, and says why for each', () => {
  const { head, tail, ...disk } = diskOf(table);
  const reading = readGpt({ ...disk, head: flipped(head, 600 * 8), tail: flipped(tail, 8) });
  expect(reading).toEqual({
    kind: 'broken',
    problems: [
      'primary GPT: the CRC of the header does not hold',
      'secondary GPT: the CRC of the entries does not hold',
    ],
  });
});

test('readGpt() throws nothing, whatever is on the disk', () => {
  const signed = (bytes: Uint8Array, at: number): Uint8Array => {
    bytes.set(new TextEncoder().encode('EFI PART').subarray(0, Math.max(0, bytes.length - at)), at);
    return bytes;
  };
  const bytes = fc.uint8Array({ minLength: 600, maxLength: 2000 });
  const sizes = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, 511, 2 ** 32, 2 ** 53, 2 ** 64));
  const sectorBytes = fc.constantFrom<(512 | 4096)[]>(512, 4096);
  fc.assert(
    fc.property(bytes, bytes, sizes, sectorBytes, (head, tail, sizeBytes, sector) => {
      const disk = { head: signed(head, 512), tail: signed(tail, tail.length - 512), sizeBytes };
      expect(['absent', 'broken']).toContain(readGpt({ ...disk, sectorBytes: sector }).kind);
    }),
  );
});

test('readGpt() never finds partitions outside of the disk in bytes that were changed here and there', () => {
  const changes = fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(anyGptTable, changes, changes, (any, inHead, inTail) => {
      const disk = diskOf(any);
      for (const [at, value] of inHead) disk.head[at] = value;
      for (const [at, value] of inTail) disk.tail[disk.tail.length - 1 - at] = value;
      const reading = readGpt(disk);
      const { lastLba } = gptGeometry(any.sectorBytes, any.sizeBytes);
      expect(partitionsOf(reading).every((partition) => partition.lastLba < lastLba)).toBe(true);
    }),
  );
});

function partitionsOf(reading: GptReading): GptTable['partitions'] {
  return reading.kind === 'found' ? reading.table.partitions : [];
}

test.for<[string, GptBytes]>([
  [
    'of zeros',
    { head: new Uint8Array(17408), tail: new Uint8Array(16896), sectorBytes: 512, sizeBytes: SIZE },
  ],
  ['that is empty', { head: new Uint8Array(), tail: new Uint8Array(), sectorBytes: 512, sizeBytes: 0 }],
  [
    'of one sector',
    { head: new Uint8Array(512), tail: new Uint8Array(512), sectorBytes: 512, sizeBytes: 512 },
  ],
])('readGpt() finds none on a disk %s', ([, disk]) => {
  expect(readGpt(disk)).toEqual({ kind: 'absent' });
});

test('readGpt() calls a disk broken whose protective MBR promises a table that is not there', () => {
  const { head, ...disk } = diskOf(table);
  const reading = readGpt({ ...disk, head: withZeros(head, 512, head.length), tail: new Uint8Array(16896) });
  expect(reading).toEqual({
    kind: 'broken',
    problems: ['primary GPT: there is no header', 'secondary GPT: there is no header'],
  });
});

test('readGpt() says that the protective MBR is missing, and finds the table like the firmware does', () => {
  const { head, ...disk } = diskOf(table);
  expect(readGpt({ ...disk, head: withZeros(head, 0, 512) })).toEqual({
    kind: 'found',
    table,
    from: 'primary',
    problems: ['protective MBR: there is none'],
  });
});

test('readGpt() takes the primary copy when both are whole and differ, and says so', () => {
  const other = { ...table, partitions: [] };
  const reading = readGpt({ ...diskOf(table), tail: encodeGpt(other).secondary });
  expect(reading).toEqual({
    kind: 'found',
    table,
    from: 'primary',
    problems: ['the two copies differ in entriesCrc; the primary counts'],
  });
});

test('readGpt() does not use a table that was made for a disk of another size', () => {
  const reading = readGpt({ ...diskOf(table), tail: new Uint8Array(16896), sizeBytes: 2 * SIZE });
  expect(reading).toMatchObject({
    kind: 'broken',
    problems: [
      'protective MBR: it covers 2047 sectors of a disk with 4096',
      'primary GPT: the other header is said to be sector 2047, not 4095',
      'secondary GPT: there is no header',
    ],
  });
});

function imageBy(name: string, ...commands: readonly (readonly string[])[]): string {
  const image = join(folder, name);
  writeFileSync(image, '');
  truncateSync(image, SIZE);
  for (const [verb = '', ...args] of commands) {
    const done = tool('cgpt', verb, ...args, image);
    expect(done).toMatchObject({ status: 0 });
  }
  return image;
}

function readImage(image: string): GptReading {
  const { headBytes, tailBytes } = gptGeometry(512, SIZE);
  const [head, tail] = [new Uint8Array(headBytes), new Uint8Array(tailBytes)];
  const file = openSync(image, 'r');
  readSync(file, head, 0, headBytes, 0);
  readSync(file, tail, 0, tailBytes, SIZE - tailBytes);
  closeSync(file);
  return readGpt({ head, tail, sectorBytes: 512, sizeBytes: SIZE });
}

const KERNEL = '-i 2 -b 64 -s 10 -t kernel -S 1 -T 14 -P 3 -R 1 -l'.split(' ');
const ROOT = '-i 128 -b 34 -s 30 -t rootfs -u 6ABF1279-999C-4F95-8124-AE38317F0B95 -l'.split(' ');

testWith('cgpt')('readGpt() reads what cgpt made', () => {
  const image = imageBy(
    'made',
    ['create'],
    ['boot', '-p'],
    ['add', ...KERNEL, 'KÉRN-A 😀'],
    ['add', ...ROOT, ''],
  );
  const reading = readImage(image);
  expect(reading).toMatchObject({
    kind: 'found',
    from: 'primary',
    problems: [],
    table: {
      diskGuid: /Disk UUID: (\S+)/.exec(tool('cgpt', 'show', '-v', image).stdout)?.[1],
      partitions: [
        {
          number: 2,
          typeGuid: GPT_TYPES.kernel,
          uniqueGuid: tool('cgpt', 'show', '-i', '2', '-u', image).stdout.trim(),
          firstLba: 64,
          lastLba: 73,
          name: 'KÉRN-A 😀',
        },
        {
          number: 128,
          typeGuid: GPT_TYPES.rootfs,
          uniqueGuid: GPT_TYPES.recoveryDisk,
          firstLba: 34,
          lastLba: 63,
          attributes: 0n,
          name: '',
        },
      ],
    },
  });
  const attributes = partitionsOf(reading)[0]?.attributes ?? 0n;
  expect(attributes & 1n).toBe(1n);
  expect(unpackBootAttributes(attributes)).toEqual({ priority: 3, tries: 14, successful: 1 });
});

testWith('cgpt')('readGpt() reads every partition type by the name that cgpt has for it', () => {
  const types = ['firmware', 'kernel', 'rootfs', 'data', 'reserved', 'efi', 'minios', 'hibernate'] as const;
  const add = types.map((type, nth) => [
    'add',
    '-i',
    `${nth + 1}`,
    '-b',
    `${64 + nth}`,
    '-s',
    '1',
    '-t',
    type,
  ]);
  const partitions = partitionsOf(readImage(imageBy('types', ['create'], ...add)));
  expect(partitions.map(({ typeGuid }) => typeGuid)).toEqual(types.map((type) => GPT_TYPES[type]));
});

testWith('cgpt')(
  'readGpt() reads the hidden kind of table, whose primary entries cgpt damages on purpose',
  () => {
    const image = imageBy('legacy', ['create'], ['boot', '-p'], ['add', ...KERNEL, 'K'], ['legacy']);
    expect(readImage(image)).toMatchObject({
      kind: 'found',
      from: 'secondary',
      table: { partitions: [{ number: 2, firstLba: 64, name: 'K' }] },
      problems: ['primary GPT: the CRC of the entries does not hold'],
    });
  },
);

testWith('cgpt')('readGpt() reads the secondary copy when cgpt marked the primary to be ignored', () => {
  const image = imageBy('ignored', ['create'], ['boot', '-p'], ['add', ...KERNEL, 'K'], ['legacy', '-p']);
  expect(readImage(image)).toMatchObject({
    kind: 'found',
    from: 'secondary',
    problems: ['primary GPT: the header is marked IGNOREME'],
  });
});
