import { constants, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BlockChecker, PayloadFile } from '../../src/core/ports.ts';
import { encodeSeekTable } from '../../src/formats/zstd-seekable/encode-seek-table.ts';
import { encodeSeekable } from '../../src/formats/zstd-seekable/encode-seekable.ts';
import type { ImageContent } from '../../src/install/image-content.ts';
import { packedContent } from '../../src/install/packed-content.ts';
import { memoryFile } from './memory-file.ts';
import { sameThreadChecker } from './same-thread-checker.ts';

const FRAME = 1 << 20;
const { signal } = new AbortController();
/** Two whole frames and a short one. */
const IMAGE = Uint8Array.from(
  { length: 2 * FRAME + 40_960 },
  (_, at) => (at * 7 + (at >> 8) + (at >> 16)) & 0xff,
);
const PARTS = [IMAGE.subarray(0, FRAME), IMAGE.subarray(FRAME, 2 * FRAME), IMAGE.subarray(2 * FRAME)];
const FRAMES = PARTS.map((content) => zstdCompressSync(content));
const FILE = Buffer.concat(await Array.fromAsync(encodeSeekable([IMAGE], FRAME, 1)));

function opened(
  file: Uint8Array | PayloadFile,
  checker: BlockChecker = sameThreadChecker,
): Promise<ImageContent> {
  const payload = file instanceof Uint8Array ? memoryFile(file) : file;
  return packedContent('rootfs.img.zst', payload, IMAGE.length, checker, signal);
}

/** Frames and a table that says what it likes of them. */
function fileOf(frames: readonly Uint8Array[], sizes: readonly (readonly [number, number])[]): Uint8Array {
  const table = encodeSeekTable(
    sizes.map(([compressedBytes, contentBytes]) => ({ compressedBytes, contentBytes })),
  );
  return Buffer.concat([...frames, table]);
}

const honest = (frames: readonly Uint8Array[]): (readonly [number, number])[] =>
  frames.map(({ length }, at) => [length, PARTS[at]?.length ?? 0]);

async function whole(content: ImageContent, stepBytes: number): Promise<Uint8Array> {
  const into = new Uint8Array(content.sizeBytes);
  for (let at = 0; at < into.length; at += stepBytes) {
    await content.fill(at, into.subarray(at, at + stepBytes), signal);
  }
  return into;
}

test.for([FRAME, 4096, 3 * 4096, FRAME / 2, 3 * FRAME])(
  'packedContent() unpacks the image in pieces of %i bytes',
  async (stepBytes) => {
    const content = await opened(FILE);
    expect(content.sizeBytes).toBe(IMAGE.length);
    expect(Buffer.compare(await whole(content, stepBytes), IMAGE)).toBe(0);
  },
);

test('packedContent() gives any run of bytes, from as many frames as it lies in', async () => {
  const content = await opened(fileOf(FRAMES, honest(FRAMES)));
  const places = fc.tuple(fc.nat({ max: IMAGE.length - 1 }), fc.integer({ min: 1, max: IMAGE.length }));
  await fc.assert(
    fc.asyncProperty(places, async ([at, most]) => {
      const into = new Uint8Array(Math.min(most, IMAGE.length - at));
      await content.fill(at, into, signal);
      expect(Buffer.compare(into, IMAGE.subarray(at, at + into.length))).toBe(0);
    }),
    { numRuns: 40 },
  );
});

test('packedContent() unpacks a frame straight into a slot, and does so once', async () => {
  const into: Uint8Array[] = [];
  const watching: BlockChecker = {
    ...sameThreadChecker,
    unpack(frame, slot) {
      into.push(slot);
      return sameThreadChecker.unpack(frame, slot);
    },
  };
  const content = await opened(FILE, watching);
  const slot = new Uint8Array(FRAME);
  await content.fill(FRAME, slot, signal);
  expect(into).toHaveLength(1);
  expect(into[0]).toBe(slot);
});

test('packedContent() unpacks a frame once for many small pieces of it, also when they are asked for at once', async () => {
  let unpacked = 0;
  const counting: BlockChecker = {
    ...sameThreadChecker,
    unpack(frame, slot) {
      unpacked += 1;
      return sameThreadChecker.unpack(frame, slot);
    },
  };
  const content = await opened(FILE, counting);
  const piece = (at: number): Promise<void> => content.fill(at, new Uint8Array(4096), signal);
  await Promise.all([piece(0), piece(4096), piece(8192)]);
  await piece(12_288);
  await piece(FRAME);
  await piece(0);
  expect(unpacked).toBe(2);
});

const [first = new Uint8Array(), second = new Uint8Array(), third = new Uint8Array()] = FRAMES;
const last = IMAGE.length - 2 * FRAME;

test.for<[string, Uint8Array]>([
  ['an empty file', new Uint8Array()],
  ['a file of one byte', new Uint8Array(1)],
  ['a file without a seek table', Buffer.concat(FRAMES)],
  ['a table that has one frame too few', fileOf([first, second], honest([first, second]))],
  [
    'a table that has one frame too many',
    fileOf([...FRAMES, third], [...honest(FRAMES), [third.length, last]]),
  ],
  [
    'a table whose sizes do not add up to the file',
    fileOf(FRAMES, [[first.length - 1, FRAME], ...honest(FRAMES).slice(1)]),
  ],
  [
    'a table with another size of the content',
    fileOf(FRAMES, [...honest(FRAMES).slice(0, 2), [third.length, last - 4096]]),
  ],
  [
    'a table in which the short frame is not the last',
    fileOf(
      [third, first, second],
      [
        [third.length, last],
        [first.length, FRAME],
        [second.length, FRAME],
      ],
    ),
  ],
  [
    'a frame above what one can need',
    fileOf(
      [new Uint8Array(FRAME + 4097), second, third],
      [[FRAME + 4097, FRAME], ...honest(FRAMES).slice(1)],
    ),
  ],
  ['a table of 2^32-1 bytes', fileOf(FRAMES, [[0xffff_ffff, FRAME], ...honest(FRAMES).slice(1)])],
  ['a file cut behind its middle', FILE.subarray(0, FILE.length >> 1)],
])('packedContent() refuses %s before it unpacks anything', async ([, file]) => {
  const untouched: BlockChecker = {
    ...sameThreadChecker,
    unpack: () => Promise.reject(new Error('unpacked')),
  };
  await expect(opened(file, untouched)).rejects.toMatchObject({
    code: 'IMG-06',
    facts: { file: 'rootfs.img.zst' },
  });
});

test('packedContent() refuses a seek table that it gets only a part of', async () => {
  await expect(opened(memoryFile(FILE.subarray(0, -1), FILE.length))).rejects.toMatchObject({
    code: 'IMG-06',
    facts: { problem: 'the seek table cannot be read' },
  });
});

const BOMB = new Uint8Array(64 * FRAME);
const SILENT = { params: { [constants.ZSTD_c_contentSizeFlag]: 0 } };

test.for<[string, Uint8Array]>([
  ['is damaged', flipped(first, first.length >> 1)],
  ['has a wrong magic number', flipped(first, 0)],
  ['unpacks to more and says so', zstdCompressSync(BOMB)],
  ['unpacks to more and does not say so', zstdCompressSync(BOMB, SILENT)],
  ['unpacks to one byte more', zstdCompressSync(new Uint8Array(FRAME + 1), SILENT)],
  ['unpacks to less', zstdCompressSync(new Uint8Array(FRAME - 1), SILENT)],
  [
    'is two',
    Buffer.concat([zstdCompressSync(new Uint8Array(FRAME / 2)), zstdCompressSync(new Uint8Array(FRAME / 2))]),
  ],
  ['has bytes behind it', Buffer.concat([first, new Uint8Array(3)])],
])('packedContent() refuses a frame that %s', async ([, frame]) => {
  const frames = [frame, second, third];
  const content = await opened(fileOf(frames, honest(frames)));
  const fault = { code: 'IMG-06', facts: { file: 'rootfs.img.zst', problem: 'frame 0 does not unpack' } };
  await expect(content.fill(0, new Uint8Array(FRAME), signal)).rejects.toMatchObject(fault);
  await expect(content.fill(8192, new Uint8Array(4096), signal)).rejects.toMatchObject(fault);
  await content.fill(FRAME, new Uint8Array(FRAME), signal);
});

test('packedContent() refuses a table that moves the border between two frames', async () => {
  const sizes = [
    [first.length + 1, FRAME],
    [second.length - 1, FRAME],
    [third.length, last],
  ] as const;
  const content = await opened(fileOf(FRAMES, sizes));
  for (const at of [0, FRAME]) {
    await expect(content.fill(at, new Uint8Array(FRAME), signal)).rejects.toMatchObject({ code: 'IMG-06' });
  }
});

test('packedContent() says where a file ended that was longer when it was opened', async () => {
  let content: Uint8Array = FILE;
  const shrinking: PayloadFile = {
    ...memoryFile(FILE),
    read: (offsetBytes, into, aborted) => memoryFile(content).read(offsetBytes, into, aborted),
  };
  const packed = await opened(shrinking);
  content = FILE.subarray(0, 100);
  await expect(packed.fill(0, new Uint8Array(FRAME), signal)).rejects.toMatchObject({
    code: 'IMG-02',
    facts: { file: 'rootfs.img.zst', expectedBytes: FILE.length, gotBytes: 100 },
  });
});

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
}
