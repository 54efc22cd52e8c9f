import { Fault, isFault } from '../core/faults.ts';
import type { BlockChecker, PayloadFile } from '../core/ports.ts';
import { readSeekTable, type SeekFrame } from '../formats/zstd-seekable/read-seek-table.ts';
import { seekTableBytes } from '../formats/zstd-seekable/seek-table-bytes.ts';
import { withoutChecksum } from '../formats/zstd-seekable/without-checksum.ts';
import type { ImageContent } from './image-content.ts';

/** Every frame but the last unpacks to this many bytes; design §5. */
const FRAME_BYTES = 1 << 20;
/** Zstd never makes data that does not compress much longer than it was. */
const MAX_PACKED_BYTES = FRAME_BYTES + 4096;
const REMEMBERED_FRAMES = 2;

/**
 * The content of `rootfs.img.zst`. Frames are fetched one by one and unpacked into exactly the room that the signed
 * manifest gives them, so that no frame can be a bomb.
 * @throws Fault IMG-02, IMG-06, STK-02, STK-03
 */
export async function packedContent(
  file: string,
  payload: PayloadFile,
  imageBytes: number,
  checker: BlockChecker,
  signal: AbortSignal,
): Promise<ImageContent> {
  const frames = await readFrames(file, payload, imageBytes, signal);
  const rooms: Uint8Array[] = [];
  const withFrame = async <Result>(
    nth: number,
    into: Uint8Array,
    unpack: (packed: Uint8Array) => Promise<Result | 'damaged'>,
  ): Promise<Result> => {
    const frame = frames[nth];
    if (frame === undefined || frame.contentBytes !== into.length)
      throw damaged(file, `frame ${nth} has another size`);
    // In shared memory a checking thread reads it where it is; a frame would otherwise be garbage in two threads.
    const room = rooms.pop() ?? new Uint8Array(new SharedArrayBuffer(MAX_PACKED_BYTES));
    try {
      const packed = room.subarray(0, frame.compressedBytes);
      await readFrame(file, payload, frame, packed, signal);
      const result = await unpack(withoutChecksum(packed));
      if (result === 'damaged') throw damaged(file, `frame ${nth} does not unpack`);
      return result;
    } finally {
      rooms.push(room);
    }
  };
  const unpackFrame: UnpackFrame = async (nth, into) => {
    await withFrame(nth, into, (packed) => checker.unpack(packed, into));
  };
  const remembered = remembering(frames, unpackFrame);
  const wholeFrame = (offsetBytes: number, into: Uint8Array): number | 'none' => {
    const nth = Math.floor(offsetBytes / FRAME_BYTES);
    const isWhole = offsetBytes % FRAME_BYTES === 0 && into.length === frames[nth]?.contentBytes;
    return isWhole ? nth : 'none';
  };
  return {
    sizeBytes: imageBytes,
    async fill(offsetBytes, into) {
      const nth = wholeFrame(offsetBytes, into);
      await (nth === 'none' ? fillFromFrames(offsetBytes, into, remembered) : unpackFrame(nth, into));
    },
    async fillChecked(offsetBytes, into, digests, rule) {
      const nth = wholeFrame(offsetBytes, into);
      if (nth !== 'none')
        return await withFrame(nth, into, async (packed) =>
          checker.unpackChecked(packed, into, await digests, rule),
        );
      await fillFromFrames(offsetBytes, into, remembered);
      return await checker.firstBad(into, await digests, rule);
    },
  };
}

async function readFrames(
  file: string,
  payload: PayloadFile,
  imageBytes: number,
  signal: AbortSignal,
): Promise<readonly SeekFrame[]> {
  const tailBytes = Math.min(payload.sizeBytes, seekTableBytes(Math.ceil(imageBytes / FRAME_BYTES)));
  const tail = new Uint8Array(tailBytes);
  const gotBytes = await payload.read(payload.sizeBytes - tailBytes, tail, signal);
  if (gotBytes !== tailBytes) throw damaged(file, 'the seek table cannot be read');
  const limits = { contentBytes: imageBytes, frameBytes: FRAME_BYTES, packedBytes: MAX_PACKED_BYTES };
  try {
    return readSeekTable(tail, payload.sizeBytes, limits).frames;
  } catch (error) {
    if (!isFault(error, 'FMT-01')) throw error;
    throw damaged(file, `${error.facts.field}: ${error.facts.problem}`);
  }
}

async function readFrame(
  file: string,
  payload: PayloadFile,
  { compressedOffsetBytes }: SeekFrame,
  packed: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  const gotBytes = await payload.read(compressedOffsetBytes, packed, signal);
  if (gotBytes === packed.length) return;
  const facts = { file, expectedBytes: payload.sizeBytes, gotBytes: compressedOffsetBytes + gotBytes };
  throw new Fault('IMG-02', facts);
}

type UnpackFrame = (nth: number, into: Uint8Array) => Promise<void>;
type FrameContent = (nth: number) => Promise<Uint8Array>;

/** Leaves of the hash tree are asked for a few blocks at a time, mostly from the frame that was asked for last. */
function remembering(frames: readonly SeekFrame[], unpackFrame: UnpackFrame): FrameContent {
  const kept = new Map<number, Promise<Uint8Array>>();
  return (nth) => {
    const known = kept.get(nth);
    if (known !== undefined) return known;
    const content = new Uint8Array(frames[nth]?.contentBytes ?? 0);
    const unpacked = unpackFrame(nth, content).then(() => content);
    kept.set(nth, unpacked);
    // What failed may work when it is fetched again.
    unpacked.catch(() => kept.delete(nth));
    for (const oldest of [...kept.keys()].slice(0, -REMEMBERED_FRAMES)) kept.delete(oldest);
    return unpacked;
  };
}

async function fillFromFrames(offsetBytes: number, into: Uint8Array, frame: FrameContent): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const at = offsetBytes + done;
    const content = await frame(Math.floor(at / FRAME_BYTES));
    const part = content.subarray(at % FRAME_BYTES, (at % FRAME_BYTES) + into.length - done);
    into.set(part, done);
    done += part.length;
  }
}

function damaged(file: string, problem: string): Fault {
  return new Fault('IMG-06', { file, problem });
}
