import { constants, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unpackFrame } from '../../../src/formats/zstd-seekable/unpack-frame.ts';
import { seekTable } from './seekable-file.ts';

const CONTENT = Buffer.from('The disk is untouched. '.repeat(2000));
const { ZSTD_c_checksumFlag, ZSTD_c_contentSizeFlag } = constants;

const packed = (params: Record<number, number> = {}): Buffer =>
  zstdCompressSync(CONTENT, { params, pledgedSrcSize: CONTENT.length });
const unsized = (): Buffer => packed({ [ZSTD_c_contentSizeFlag]: 0 });

function unpack(frame: Uint8Array, intoBytes: number = CONTENT.length): ['filled' | 'damaged', Buffer] {
  const into = Buffer.alloc(intoBytes);
  return [unpackFrame(frame, into), into];
}

test.for([
  ['as it comes', packed()],
  ['with a checksum', packed({ [ZSTD_c_checksumFlag]: 1 })],
  ['that does not say how much it holds', unsized()],
  [
    'stored as it is',
    zstdCompressSync(CONTENT, { params: { [constants.ZSTD_c_compressionLevel]: -100000 } }),
  ],
] as const)('unpackFrame() fills the array from a frame %s', ([, frame]) => {
  expect(unpack(frame)).toEqual(['filled', CONTENT]);
});

test.for([1, 255, 256, 65791, 65792, 2 ** 20])('unpackFrame() fills an array of %d zeros', (bytes) => {
  const frame = zstdCompressSync(Buffer.alloc(bytes));
  const into = Buffer.alloc(bytes, 1);
  expect([unpackFrame(frame, into), into.indexOf(1)]).toEqual(['filled', -1]);
});

test('unpackFrame() reads from shared memory and writes to it', () => {
  const frame = packed();
  const shared = new Uint8Array(new WebAssembly.Memory({ initial: 2, maximum: 2, shared: true }).buffer);
  shared.set(frame, 64);
  const into = shared.subarray(4096, 4096 + CONTENT.length);
  expect(unpackFrame(shared.subarray(64, 64 + frame.length), into)).toBe('filled');
  expect(CONTENT.equals(into)).toBe(true);
});

const withBit = (frame: Buffer, at: number, bits: number): Buffer => {
  const changed = Buffer.from(frame);
  changed[at] = (changed[at] ?? 0) | bits;
  return changed;
};

test.for([
  ['nothing', Buffer.alloc(0)],
  ['a magic number alone', packed().subarray(0, 4)],
  ['gzip', gzipSync(CONTENT)],
  ['zlib', deflateSync(CONTENT)],
  ['two frames, of which the first fits', Buffer.concat([packed(), zstdCompressSync(Buffer.alloc(0))])],
  ['two frames that fit together', Buffer.concat([half(0), half(1)])],
  ['a byte behind the frame', Buffer.concat([packed(), Buffer.of(0)])],
  ['a skippable frame in front', Buffer.concat([seekTable([]), packed()])],
  ['a skippable frame behind', Buffer.concat([packed(), seekTable([])])],
  ['more content than there is room for', zstdCompressSync(Buffer.concat([CONTENT, CONTENT]))],
  ['less content than there is room for', zstdCompressSync(CONTENT.subarray(1))],
  ['less content, and the header does not say so', lessUnsized()],
  ['a frame that needs a dictionary', withBit(packed(), 4, 1)],
  ['a reserved bit in the header', withBit(packed(), 4, 8)],
] as const)('unpackFrame() calls %s damaged and leaves the array alone', ([, frame]) => {
  expect(unpack(frame)).toEqual(['damaged', Buffer.alloc(CONTENT.length)]);
});

function lessUnsized(): Buffer {
  return zstdCompressSync(CONTENT.subarray(1), { params: { [ZSTD_c_contentSizeFlag]: 0 } });
}

function half(which: 0 | 1): Buffer {
  const middle = CONTENT.length / 2;
  return zstdCompressSync(CONTENT.subarray(which * middle, (which + 1) * middle));
}

test('unpackFrame() calls a frame damaged that is cut anywhere', () => {
  for (const frame of [packed({ [ZSTD_c_checksumFlag]: 1 }), unsized()]) {
    for (let bytes = 0; bytes < frame.length; bytes++) {
      expect(unpack(frame.subarray(0, bytes))[0]).toBe('damaged');
    }
  }
});

/** A frame of blocks that repeat one byte 128 KiB times, in 4 bytes each. Its header does not say how much it holds. */
function repeats(blocks: number, windowLog: number): Buffer {
  const header = Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, (windowLog - 10) << 3);
  const block = Buffer.of(0x02, 0x00, 0x10, 0x00);
  const last = Buffer.of(0x03, 0x00, 0x10, 0x00);
  return Buffer.concat([header, ...Array<Buffer>(blocks - 1).fill(block), last]);
}

test('unpackFrame() stops a bomb at the room that there is', () => {
  expect(unpack(repeats(8, 20), 2 ** 20)[0]).toBe('filled');
  const before = process.memoryUsage().rss;
  expect(unpack(repeats(2048, 20), 2 ** 20)[0]).toBe('damaged');
  expect(process.memoryUsage().rss - before).toBeLessThan(2 ** 26);
});

test('unpackFrame() calls a frame damaged that wants a window above 8 MiB', () => {
  expect(unpack(repeats(8, 23), 2 ** 20)[0]).toBe('filled');
  expect(unpack(repeats(8, 24), 2 ** 20)[0]).toBe('damaged');
});

test('unpackFrame() of changed bytes never fills the array with anything else when there is a checksum', () => {
  const frame = packed({ [ZSTD_c_checksumFlag]: 1 });
  const changes = fc.array(fc.tuple(fc.nat(frame.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(changes, (bytes) => {
      const changed = Buffer.from(frame);
      for (const [at, value] of bytes) changed[at] = value;
      const [result, into] = unpack(changed);
      expect(result === 'damaged' || into.equals(CONTENT)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('unpackFrame() of any bytes says filled or damaged', () => {
  const magic = fc.constantFrom([], [0x28, 0xb5, 0x2f, 0xfd]);
  fc.assert(
    fc.property(magic, fc.uint8Array({ maxLength: 40 }), (start, rest) => {
      expect(['filled', 'damaged']).toContain(unpack(Buffer.from([...start, ...rest]), 100)[0]);
    }),
    { numRuns: 500 },
  );
});

test('unpackFrame() leaves nothing behind that waits for the collector', () => {
  const bytes = 16 << 20;
  const frame = zstdCompressSync(Buffer.alloc(bytes));
  const into = Buffer.alloc(bytes, 1);
  const before = process.memoryUsage().arrayBuffers;
  expect(unpackFrame(frame, into)).toBe('filled');
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(bytes / 2);
});
