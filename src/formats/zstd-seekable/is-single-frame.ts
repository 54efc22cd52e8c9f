/** Source: RFC 8878, section 3.1.1. */
const ZSTD_MAGIC = 0xfd2fb528;
const START_BYTES = 5;
const BLOCK_HEADER_BYTES = 3;
const CHECKSUM_BYTES = 4;
const RLE = 1;

/**
 * Whether `bytes` are one zstd frame without a dictionary from the first byte to the last. Walks the headers of its
 * blocks and unpacks nothing.
 */
export function isSingleFrame(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < START_BYTES || view.getUint32(0, true) !== ZSTD_MAGIC) return false;
  const descriptor = view.getUint8(4);
  const reservedOrDictionary = (descriptor & 0x0b) !== 0;
  const end = endOfBlocks(view, START_BYTES + fieldBytes(descriptor));
  const checksumBytes = (descriptor & 0x04) === 0 ? 0 : CHECKSUM_BYTES;
  return !reservedOrDictionary && end !== 'beyond' && end + checksumBytes === bytes.length;
}

/** A frame of a single segment has no window size, and always a content size. */
function fieldBytes(descriptor: number): number {
  const singleSegment = (descriptor & 0x20) !== 0;
  const contentSizeBytes = [singleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  return contentSizeBytes + (singleSegment ? 0 : 1);
}

function endOfBlocks(view: DataView, firstAt: number): number | 'beyond' {
  let at = firstAt;
  for (let last = false; !last; ) {
    if (at + BLOCK_HEADER_BYTES > view.byteLength) return 'beyond';
    const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    const type = (header >> 1) & 3;
    at += BLOCK_HEADER_BYTES + (type === RLE ? 1 : header >> 3);
    last = (header & 1) === 1;
  }
  return at;
}
