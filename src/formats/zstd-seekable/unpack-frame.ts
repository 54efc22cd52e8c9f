import { constants, zstdDecompressSync } from 'node:zlib';
import { isSingleFrame } from './is-single-frame.ts';

/**
 * Decompresses one zstd frame into `into`, which it must fill exactly. `'damaged'` for anything else: another kind of
 * file, a second frame or bytes behind it, a content that is shorter or longer, a wrong checksum. Both arrays may lie
 * in shared memory. Never holds more than `into` has room for. `look` sees the content before it is copied, while it is
 * still in the cache.
 */
export function unpackFrame(
  frame: Uint8Array,
  into: Uint8Array,
  look: (content: Uint8Array) => void = () => undefined,
): 'filled' | 'damaged' {
  // Zstd itself would unpack several frames in a row and ignore what follows them.
  if (!isSingleFrame(frame)) return 'damaged';
  const content = decompressed(frame, into.length);
  if (content?.length !== into.length) return 'damaged';
  look(content);
  // Faster than `set`, which moves into shared memory word by word.
  content.copy(into);
  discard(content);
  return 'filled';
}

/** Blocks of a frame may need this much of what came before them; the format asks every decoder to allow 8 MiB. */
const MAX_WINDOW_LOG = 23;

function decompressed(frame: Uint8Array, maxOutputLength: number): Buffer<ArrayBuffer> | undefined {
  try {
    // One byte more than the content, so that the room for it is allocated once and not grown.
    const chunkSize = Math.max(64, maxOutputLength + 1);
    const params = { [constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG };
    return zstdDecompressSync(frame, { maxOutputLength, chunkSize, params });
  } catch {
    // Whatever zstd finds wrong with a frame, it is damaged: nothing else can fail here.
    return undefined;
  }
}

/** Frees a large buffer at once: as garbage, those of many frames would wait together for the collector. */
function discard({ buffer, length }: Buffer<ArrayBuffer>): void {
  // Smaller ones may share the pool of all Buffers.
  if (length > Buffer.poolSize) buffer.transfer(0);
}
