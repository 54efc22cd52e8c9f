import { ByteReader } from '../byte-reader.ts';
import { SEEK_TABLE } from './seek-table-layout.ts';

export interface SeekFrame {
  /** From the start of the file. */
  readonly compressedOffsetBytes: number;
  readonly compressedBytes: number;
  /** From the start of what the file unpacks to. */
  readonly contentOffsetBytes: number;
  readonly contentBytes: number;
}

/** What the caller knows from elsewhere, and believes. */
export interface SeekLimits {
  /** What the frames unpack to, all together. */
  readonly contentBytes: number;
  /** What each frame unpacks to, except that the last one may be shorter. */
  readonly frameBytes: number;
  /** What a frame may take in the file at most. */
  readonly packedBytes: number;
}

export interface SeekTable {
  readonly frames: readonly SeekFrame[];
}

/** Magic, header descriptor, content size, block header and one byte: no frame with content is shorter. */
const MIN_PACKED_BYTES = 10;

/**
 * Reads the seek table at the end of a zstd seekable file of `fileBytes`. `footerBytes` are the last bytes of the
 * file, `seekTableBytes(frames)` of them or the whole file. The checksums of entries are skipped: they are not
 * cryptographic, and what a frame unpacks to is checked by its owner.
 * @throws Fault FMT-01 when the table does not fit the limits exactly, or its sizes do not add up to `fileBytes`.
 */
export function readSeekTable(footerBytes: Uint8Array, fileBytes: number, limits: SeekLimits): SeekTable {
  const tail = new ByteReader('zstd seekable', footerBytes);
  if (!Number.isSafeInteger(fileBytes) || fileBytes < tail.sizeBytes) {
    throw tail.fault('file', `it has ${fileBytes} bytes, its end ${tail.sizeBytes}`);
  }
  const { count, entryBytes } = readFooter(tail, limits);
  const tableBytes = SEEK_TABLE.headerBytes + count * entryBytes + SEEK_TABLE.footerBytes;
  const tableAt = tail.sizeBytes - tableBytes;
  refuseOtherHeader(tail, tableAt, tableBytes);
  const frames: SeekFrame[] = [];
  let compressedOffsetBytes = 0;
  for (let index = 0; index < count; index++) {
    const entryAt = tableAt + SEEK_TABLE.headerBytes + index * entryBytes;
    const frame = readEntry(tail, entryAt, { compressedOffsetBytes, index }, limits);
    frames.push(frame);
    compressedOffsetBytes += frame.compressedBytes;
  }
  if (compressedOffsetBytes + tableBytes !== fileBytes) {
    const sum = `the frames have ${compressedOffsetBytes} bytes and the table ${tableBytes}`;
    throw tail.fault('compressed_size', `${sum}, the file ${fileBytes}`);
  }
  return { frames };
}

function readFooter(tail: ByteReader, limits: SeekLimits): { count: number; entryBytes: number } {
  const footerAt = tail.sizeBytes - SEEK_TABLE.footerBytes;
  refuseOtherMagic(tail, footerAt + 5, SEEK_TABLE.seekableMagic, 'seekable_magic');
  const descriptor = tail.u8(footerAt + 4, 'descriptor');
  if ((descriptor & ~SEEK_TABLE.checksumFlag) !== 0) {
    throw tail.fault('descriptor', `0x${descriptor.toString(16)} has bits that are not the checksum flag`);
  }
  const count = tail.u32(footerAt, 'number_of_frames');
  const expected = Math.ceil(limits.contentBytes / limits.frameBytes);
  if (count !== expected) {
    const content = `${limits.contentBytes} bytes in frames of ${limits.frameBytes}`;
    throw tail.fault('number_of_frames', `${count}; ${content} are ${expected} frames`);
  }
  return { count, entryBytes: SEEK_TABLE.entryBytes + (descriptor === 0 ? 0 : SEEK_TABLE.checksumBytes) };
}

function refuseOtherMagic(tail: ByteReader, at: number, magic: number, field: string): void {
  const found = tail.u32(at, field);
  if (found !== magic) throw tail.fault(field, `0x${found.toString(16)}; it must be 0x${magic.toString(16)}`);
}

function refuseOtherHeader(tail: ByteReader, tableAt: number, tableBytes: number): void {
  refuseOtherMagic(tail, tableAt, SEEK_TABLE.skippableMagic, 'skippable_magic');
  const frameBytes = tail.u32(tableAt + 4, 'frame_size');
  const expected = tableBytes - SEEK_TABLE.headerBytes;
  if (frameBytes !== expected) throw tail.fault('frame_size', `${frameBytes}; it must be ${expected}`);
}

interface Place {
  readonly index: number;
  readonly compressedOffsetBytes: number;
}

function readEntry(tail: ByteReader, entryAt: number, place: Place, limits: SeekLimits): SeekFrame {
  const compressedBytes = tail.u32(entryAt, 'compressed_size');
  if (compressedBytes < MIN_PACKED_BYTES || compressedBytes > limits.packedBytes) {
    const bounds = `${MIN_PACKED_BYTES} to ${limits.packedBytes} bytes`;
    throw tail.fault('compressed_size', `frame ${place.index} has ${compressedBytes}; it may have ${bounds}`);
  }
  const contentOffsetBytes = place.index * limits.frameBytes;
  const expected = Math.min(limits.frameBytes, limits.contentBytes - contentOffsetBytes);
  const contentBytes = tail.u32(entryAt + 4, 'decompressed_size');
  if (contentBytes !== expected) {
    throw tail.fault(
      'decompressed_size',
      `frame ${place.index} has ${contentBytes}; it must have ${expected}`,
    );
  }
  return {
    compressedOffsetBytes: place.compressedOffsetBytes,
    compressedBytes,
    contentOffsetBytes,
    contentBytes,
  };
}
