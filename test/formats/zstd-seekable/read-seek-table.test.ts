import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/faults.ts';
import { encodeSeekTable } from '../../../src/formats/zstd-seekable/encode-seek-table.ts';
import { readSeekTable, type SeekTable } from '../../../src/formats/zstd-seekable/read-seek-table.ts';
import { seekTableBytes } from '../../../src/formats/zstd-seekable/seek-table-bytes.ts';
import { type Entry, type Oddities, seekTable } from './seekable-file.ts';

const MIB = 2 ** 20;
const ENTRIES: readonly Entry[] = [
  { packed: 1000, content: MIB },
  { packed: 50, content: MIB },
  { packed: 2000, content: 12288 },
];
const LIMITS = { contentBytes: 2 * MIB + 12288, frameBytes: MIB, packedBytes: MIB + 4096 };
const FRAMES = [
  { compressedOffsetBytes: 0, compressedBytes: 1000, contentOffsetBytes: 0, contentBytes: MIB },
  { compressedOffsetBytes: 1000, compressedBytes: 50, contentOffsetBytes: MIB, contentBytes: MIB },
  { compressedOffsetBytes: 1050, compressedBytes: 2000, contentOffsetBytes: 2 * MIB, contentBytes: 12288 },
];

const sum = (entries: readonly Entry[]): number => entries.reduce((bytes, { packed }) => bytes + packed, 0);

function read(entries: readonly Entry[], odd: Oddities = {}, extraBytes = 0): SeekTable {
  const table = seekTable(entries, odd);
  return readSeekTable(table, sum(entries) + table.length + extraBytes, LIMITS);
}

test('readSeekTable() says where each frame lies and what it holds', () => {
  expect(read(ENTRIES)).toEqual({ frames: FRAMES });
});

test('readSeekTable() reads a table with checksums', () => {
  expect(read(ENTRIES.map((entry) => ({ ...entry, checksum: 0xffffffff })))).toEqual({ frames: FRAMES });
});

test('readSeekTable() takes more of the end of the file than the table has', () => {
  const end = Buffer.concat([Buffer.alloc(100, 0xff), seekTable(ENTRIES)]);
  expect(readSeekTable(end, 3050 + end.length - 100, LIMITS)).toEqual({ frames: FRAMES });
});

test('readSeekTable() reads a table of no frames for no content', () => {
  expect(readSeekTable(seekTable([]), 17, { ...LIMITS, contentBytes: 0 })).toEqual({ frames: [] });
});

const frame = (packed: number, content: number): readonly Entry[] => ENTRIES.with(1, { packed, content });

test.for([
  ['a frame that is not there', 'number_of_frames', ENTRIES.slice(0, 2), {}],
  ['a frame too many', 'number_of_frames', [...ENTRIES, { packed: 1, content: 0 }], {}],
  ['a number of frames of 2^32 - 1', 'number_of_frames', ENTRIES, { count: 2 ** 32 - 1 }],
  ['no frames', 'number_of_frames', [], {}],
  ['a reserved bit', 'descriptor', ENTRIES, { descriptor: 0x04 }],
  ['an unused bit', 'descriptor', ENTRIES, { descriptor: 0x01 }],
  ['reserved bits beside the flag', 'descriptor', ENTRIES, { descriptor: 0xc0 }],
  ['a flag for checksums that are not there', 'skippable_magic', ENTRIES, { descriptor: 0x80 }],
  ['another end', 'seekable_magic', ENTRIES, { seekableMagic: 0x8f92eab0 }],
  ['another kind of skippable frame', 'skippable_magic', ENTRIES, { skippableMagic: 0x184d2a5f }],
  ['a frame in the place of the table', 'skippable_magic', ENTRIES, { skippableMagic: 0xfd2fb528 }],
  ['a short skippable frame', 'frame_size', ENTRIES, { frameSize: 32 }],
  ['a skippable frame of 2^32 - 1 bytes', 'frame_size', ENTRIES, { frameSize: 2 ** 32 - 1 }],
  ['an empty frame', 'decompressed_size', frame(50, 0), {}],
  ['a short frame in the middle', 'decompressed_size', frame(50, MIB - 4096), {}],
  ['a frame of gigabytes', 'decompressed_size', frame(50, 2 ** 32 - 1), {}],
  ['a long last frame', 'decompressed_size', ENTRIES.with(2, { packed: 2000, content: MIB }), {}],
  ['a frame of no bytes', 'compressed_size', frame(0, MIB), {}],
  ['a frame shorter than its header', 'compressed_size', frame(9, MIB), {}],
  ['a frame longer than allowed', 'compressed_size', frame(MIB + 4097, MIB), {}],
  ['a frame of 2^32 - 1 bytes', 'compressed_size', frame(2 ** 32 - 1, MIB), {}],
] as const)('readSeekTable() refuses %s', ([, field, entries, odd]) => {
  expect(() => read(entries, odd)).toThrow(
    expect.objectContaining({
      code: 'FMT-01',
      facts: expect.objectContaining({ format: 'zstd seekable', field }),
    }),
  );
});

test.for([-1, 1, 2 ** 32, -(2 ** 32)])(
  'readSeekTable() refuses a file that is %d bytes longer than its sum',
  (extra) => {
    expect(() => read(ENTRIES, {}, extra)).toThrow(expect.objectContaining({ code: 'FMT-01' }));
  },
);

test.for([Number.NaN, -1, 0.5, 2 ** 53, Number.POSITIVE_INFINITY])(
  'readSeekTable() refuses a file of %d bytes',
  (bytes) => {
    expect(() => readSeekTable(seekTable(ENTRIES), bytes, LIMITS)).toThrow(
      expect.objectContaining({ code: 'FMT-01', facts: expect.objectContaining({ field: 'file' }) }),
    );
  },
);

test('readSeekTable() refuses a table that is cut anywhere', () => {
  const table = seekTable(ENTRIES);
  for (let bytes = 0; bytes < table.length; bytes++) {
    const cut = [table.subarray(0, bytes), table.subarray(table.length - bytes)];
    for (const part of cut) {
      expect(() => readSeekTable(part, 3050 + table.length, LIMITS)).toThrow(
        expect.objectContaining({ code: 'FMT-01' }),
      );
    }
  }
});

test('readSeekTable() refuses a file without a table', () => {
  const anything = readFileSync(import.meta.filename);
  expect(() => readSeekTable(anything, anything.length, LIMITS)).toThrow(
    expect.objectContaining({ facts: expect.objectContaining({ field: 'seekable_magic' }) }),
  );
});

const packedSize = fc.integer({ min: 10, max: LIMITS.packedBytes });

test('readSeekTable() reads what encodeSeekTable() writes, from as much as seekTableBytes() says', () => {
  const file = fc.record({
    packed: fc.array(packedSize, { minLength: 1 }),
    last: fc.integer({ min: 1, max: MIB }),
  });
  fc.assert(
    fc.property(file, ({ packed, last }) => {
      const contentBytes = (packed.length - 1) * MIB + last;
      const sizes = packed.map((compressedBytes, index) => ({
        compressedBytes,
        contentBytes: index === packed.length - 1 ? last : MIB,
      }));
      const table = encodeSeekTable(sizes);
      const fileBytes = sizes.reduce((bytes, { compressedBytes }) => bytes + compressedBytes, table.length);
      const endBytes = seekTableBytes(packed.length);
      expect(endBytes).toBeLessThanOrEqual(fileBytes);
      const end = Buffer.concat([new Uint8Array(endBytes), table]).subarray(-endBytes);
      const { frames } = readSeekTable(end, fileBytes, { ...LIMITS, contentBytes });
      expect(
        frames.map((one) => ({ compressedBytes: one.compressedBytes, contentBytes: one.contentBytes })),
      ).toEqual(sizes);
      const next = frames.map((one) => one.compressedOffsetBytes + one.compressedBytes);
      expect(frames.map((one) => one.compressedOffsetBytes)).toEqual([0, ...next.slice(0, -1)]);
    }),
  );
});

test('readSeekTable() of changed bytes throws a Fault or gives frames that add up', () => {
  const table = seekTable(ENTRIES.map((entry) => ({ ...entry, checksum: 7 })));
  const changes = fc.array(fc.tuple(fc.nat(table.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(changes, (bytes) => {
      const changed = Buffer.from(table);
      for (const [at, value] of bytes) changed[at] = value;
      const result = tableOrFault(changed, 3050 + table.length);
      if (result instanceof Fault) return;
      const packed = result.frames.reduce((all, { compressedBytes }) => all + compressedBytes, 0);
      expect([packed, ...result.frames.map(({ contentBytes }) => contentBytes)]).toEqual([
        3050,
        MIB,
        MIB,
        12288,
      ]);
    }),
    { numRuns: 1000 },
  );
});

function tableOrFault(end: Uint8Array, fileBytes: number): SeekTable | Fault {
  try {
    return readSeekTable(end, fileBytes, LIMITS);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}
