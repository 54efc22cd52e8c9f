import { constants, zstdCompress } from 'node:zlib';
import { Fault } from '../../core/faults.ts';
import { encodeSeekTable, type FrameSizes } from './encode-seek-table.ts';

const MAX_FRAME_BYTES = 2 ** 26;
/** Level 19 made shared libraries 8 % smaller and took fifteen times as long. */
const DEFAULT_LEVEL = 9;

/** Frames that are compressed at the same time: libuv has four threads for it. */
const AT_ONCE = 4;

/**
 * Compresses `chunks` of any sizes into a zstd seekable file, which any zstd unpacks: yields frame after frame, each
 * of `frameBytes` of content except the last, and then the seek table. Each frame has a content checksum. Holds five
 * frames at most, however long the content is.
 * @throws Fault FMT-01 when `frameBytes` is not 1 byte to 64 MiB
 */
export async function* encodeSeekable(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  frameBytes: number = 2 ** 20,
  level: number = DEFAULT_LEVEL,
): AsyncGenerator<Uint8Array, void> {
  if (!Number.isInteger(frameBytes) || frameBytes < 1 || frameBytes > MAX_FRAME_BYTES) {
    const problem = `${frameBytes} bytes; a frame may have 1 to ${MAX_FRAME_BYTES}`;
    throw new Fault('FMT-01', { format: 'zstd seekable', field: 'frame_bytes', problem });
  }
  const sizes: FrameSizes[] = [];
  for await (const { frame, contentBytes } of inOrder(framesOf(chunks, frameBytes), level)) {
    sizes.push({ compressedBytes: frame.length, contentBytes });
    yield frame;
  }
  yield encodeSeekTable(sizes);
}

interface PackedFrame {
  readonly frame: Uint8Array;
  readonly contentBytes: number;
}

/** Compresses several at a time, and gives them in the order in which they came. */
async function* inOrder(
  contents: AsyncIterable<Uint8Array>,
  level: number,
): AsyncGenerator<PackedFrame, void> {
  const underWay: Promise<PackedFrame>[] = [];
  for await (const content of contents) {
    const packed = compressed(content, level).then((frame) => ({ frame, contentBytes: content.length }));
    // Whoever stops early never asks for the rest.
    packed.catch(() => undefined);
    underWay.push(packed);
    const first = underWay.length === AT_ONCE ? underWay.shift() : undefined;
    if (first !== undefined) yield await first;
  }
  for (const packed of underWay) yield await packed;
}

/** Each array is a new one. */
async function* framesOf(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  frameBytes: number,
): AsyncGenerator<Uint8Array, void> {
  let frame = new Uint8Array(frameBytes);
  let filled = 0;
  for await (const chunk of chunks) {
    for (let taken = 0; taken < chunk.length; ) {
      const piece = chunk.subarray(taken, taken + frameBytes - filled);
      frame.set(piece, filled);
      taken += piece.length;
      filled += piece.length;
      if (filled < frameBytes) continue;
      yield frame;
      frame = new Uint8Array(frameBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield frame.subarray(0, filled);
}

async function compressed(content: Uint8Array, level: number): Promise<Uint8Array> {
  const { ZSTD_c_compressionLevel, ZSTD_c_checksumFlag } = constants;
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  // With its size pledged, the frame says how long its content is: readers need no window of their own for it.
  const options = {
    pledgedSrcSize: content.length,
    params: { [ZSTD_c_compressionLevel]: level, [ZSTD_c_checksumFlag]: 1 },
  };
  zstdCompress(content, options, (error, frame) => (error === null ? resolve(frame) : reject(error)));
  return await promise;
}
