import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { encodeSeekable } from '../../../src/formats/zstd-seekable/encode-seekable.ts';
import { readSeekTable } from '../../../src/formats/zstd-seekable/read-seek-table.ts';
import { seekTableBytes } from '../../../src/formats/zstd-seekable/seek-table-bytes.ts';
import { unpackFrame } from '../../../src/formats/zstd-seekable/unpack-frame.ts';
import { testWith, tool } from '../../tool.ts';
import { packedFrames, seekTable } from './seekable-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MIB = 2 ** 20;
/** Text, zeros, and bytes that do not compress. */
const CONTENT = Buffer.concat([
  Buffer.from('recovery '.repeat(200_000)),
  Buffer.alloc(MIB),
  Buffer.from(Uint32Array.from({ length: 100_000 }, (_, index) => crc32(`${index}`)).buffer),
]);

async function encoded(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  frameBytes?: number,
): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(encodeSeekable(chunks, frameBytes)));
}

function unpacked(file: Uint8Array, contentBytes: number, frameBytes: number): Buffer {
  const limits = { contentBytes, frameBytes, packedBytes: frameBytes + 4096 };
  const end = file.subarray(-seekTableBytes(Math.ceil(contentBytes / frameBytes)));
  const { frames } = readSeekTable(end, file.length, limits);
  const content = Buffer.alloc(contentBytes, 0xee);
  for (const frame of frames) {
    const packed = file.subarray(
      frame.compressedOffsetBytes,
      frame.compressedOffsetBytes + frame.compressedBytes,
    );
    const into = content.subarray(frame.contentOffsetBytes, frame.contentOffsetBytes + frame.contentBytes);
    expect(unpackFrame(packed, into)).toBe('filled');
  }
  return content;
}

test('encodeSeekable() makes frames of 1 MiB that unpack to the content', async () => {
  const file = await encoded([CONTENT]);
  expect(file.length).toBeLessThan(CONTENT.length / 2);
  expect(unpacked(file, CONTENT.length, MIB).equals(CONTENT)).toBe(true);
});

test('encodeSeekable() gives the same file however the content is cut into chunks', async () => {
  const property = fc.asyncProperty(
    fc.uint8Array({ maxLength: 300 }),
    fc.array(fc.nat(300), { maxLength: 8 }),
    fc.integer({ min: 1, max: 100 }),
    async (content, cuts, frameBytes) => {
      const at = [0, ...cuts.toSorted((a, b) => a - b), content.length];
      const chunks = at.slice(1).map((end, index) => content.subarray(at[index], end));
      const file = await encoded(chunks, frameBytes);
      expect(file.equals(await encoded([content], frameBytes))).toBe(true);
      expect(unpacked(file, content.length, frameBytes).equals(content)).toBe(true);
    },
  );
  await fc.assert(property, { numRuns: 50 });
});

test('encodeSeekable() takes chunks that come over time and reuse one array', async () => {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const chunk = new Uint8Array(1000);
    for (let value = 0; value < 5; value++) yield chunk.fill(value);
  }
  const content = Buffer.concat([0, 1, 2, 3, 4].map((value) => Buffer.alloc(1000, value)));
  expect(unpacked(await encoded(chunks(), 1500), 5000, 1500).equals(content)).toBe(true);
});

test.for([0, -1, 0.5, 2 ** 26 + 1, 2 ** 32])(
  'encodeSeekable() refuses frames of %d bytes',
  async (frameBytes) => {
    await expect(encoded([CONTENT], frameBytes)).rejects.toMatchObject({
      code: 'FMT-01',
      facts: { field: 'frame_bytes' },
    });
  },
);

testWith('zstd')(
  'encodeSeekable() makes a file that zstd finds whole and unpacks to the content',
  async () => {
    const [file, content] = [join(folder, 'made-here.zst'), join(folder, 'unpacked')];
    writeFileSync(file, await encoded([CONTENT]));
    expect(tool('zstd', '-t', '-q', file)).toMatchObject({ status: 0, stderr: '' });
    writeFileSync(content, CONTENT);
    expect(tool('sh', '-c', 'zstd -dcq "$1" | cmp - "$2"', 'sh', file, content)).toMatchObject({
      status: 0,
      stdout: '',
    });
  },
);

testWith('zstd')('encodeSeekable() gives frames a checksum, by which zstd sees a changed byte', async () => {
  const bytes = await encoded([CONTENT.subarray(-100_000)]);
  bytes[50_000] = (bytes[50_000] ?? 0) ^ 1;
  const file = join(folder, 'changed.zst');
  writeFileSync(file, bytes);
  expect(tool('zstd', '-t', '-q', file).status).not.toBe(0);
});

testWith('zstd').for([['--no-check'], ['--check', '-19'], ['--single-thread', '--fast=5']] as const)(
  'unpackFrame() unpacks frames that zstd %j made, behind a table with checksums',
  (options) => {
    const frames = packedFrames(CONTENT, MIB).map((_, index) => {
      const [from, to] = [join(folder, 'frame'), join(folder, 'frame.zst')];
      writeFileSync(from, CONTENT.subarray(index * MIB, (index + 1) * MIB));
      return tool('zstd', '-q', '-f', ...options, from, '-o', to).status === 0
        ? readFileSync(to)
        : Buffer.alloc(0);
    });
    const entries = frames.map((frame, index) => {
      const content = Math.min(MIB, CONTENT.length - index * MIB);
      return { packed: frame.length, content, checksum: index };
    });
    const file = Buffer.concat([...frames, seekTable(entries)]);
    expect(unpacked(file, CONTENT.length, MIB).equals(CONTENT)).toBe(true);
  },
);
