import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unpackFrame } from '../../../src/formats/zstd-seekable/unpack-frame.ts';
import { withoutChecksum } from '../../../src/formats/zstd-seekable/without-checksum.ts';

const CONTENT = Buffer.from('The disk is untouched. '.repeat(2000));
const frame = (checksum: 0 | 1): Buffer =>
  zstdCompressSync(CONTENT, { params: { [constants.ZSTD_c_checksumFlag]: checksum } });

test('withoutChecksum() leaves a frame that unpacks to the same', () => {
  const short = withoutChecksum(frame(1));
  expect(short).toHaveLength(frame(1).length - 4);
  expect(zstdDecompressSync(short).equals(CONTENT)).toBe(true);
});

test('withoutChecksum() leaves a frame that unpacks also when its checksum is wrong', () => {
  const wrong = frame(1);
  wrong.fill(0xee, wrong.length - 4);
  const into = Buffer.alloc(CONTENT.length);
  expect(unpackFrame(withoutChecksum(wrong), into)).toBe('filled');
  expect(into.equals(CONTENT)).toBe(true);
});

test('withoutChecksum() gives back a frame that has none', () => {
  expect(withoutChecksum(frame(0))).toEqual(frame(0));
});

test('withoutChecksum() takes any bytes, and gives back no more of them', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      expect([0, 4]).toContain(bytes.length - withoutChecksum(bytes).length);
    }),
  );
});
