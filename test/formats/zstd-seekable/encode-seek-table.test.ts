import { expect, test } from 'vitest';
import { encodeSeekTable } from '../../../src/formats/zstd-seekable/encode-seek-table.ts';
import { seekTableBytes } from '../../../src/formats/zstd-seekable/seek-table-bytes.ts';
import { seekTable } from './seekable-file.ts';

test('encodeSeekTable() writes the bytes that the format names', () => {
  const sizes = [
    { compressedBytes: 70, contentBytes: 2 ** 20 },
    { compressedBytes: 2 ** 32 - 1, contentBytes: 1 },
  ];
  const entries = [
    { packed: 70, content: 2 ** 20 },
    { packed: 2 ** 32 - 1, content: 1 },
  ];
  expect(seekTable(entries).equals(encodeSeekTable(sizes))).toBe(true);
});

test.for([
  ['compressed_size', { compressedBytes: 2 ** 32, contentBytes: 1 }],
  ['compressed_size', { compressedBytes: -1, contentBytes: 1 }],
  ['decompressed_size', { compressedBytes: 1, contentBytes: 2 ** 32 }],
  ['decompressed_size', { compressedBytes: 1, contentBytes: 0.5 }],
] as const)('encodeSeekTable() refuses a %s that it cannot write: %j', ([field, sizes]) => {
  expect(() => encodeSeekTable([sizes])).toThrow(
    expect.objectContaining({ code: 'FMT-01', facts: expect.objectContaining({ field }) }),
  );
});

test('seekTableBytes() leaves room for checksums', () => {
  expect(seekTableBytes(3)).toBe(8 + 3 * 12 + 9);
});
