import { Fault } from '../../core/faults.ts';
import { SEEK_TABLE } from './seek-table-layout.ts';

export interface FrameSizes {
  readonly compressedBytes: number;
  readonly contentBytes: number;
}

/** The format's own limit. */
const MAX_FRAMES = 0x8000000;

/**
 * The seek table that ends a file of those frames, without checksums.
 * @throws Fault FMT-01 for more frames, or a larger one, than the format can name.
 */
export function encodeSeekTable(frames: readonly FrameSizes[]): Uint8Array {
  const { headerBytes, entryBytes, footerBytes } = SEEK_TABLE;
  if (frames.length > MAX_FRAMES)
    throw broken('number_of_frames', `${frames.length}; there may be ${MAX_FRAMES}`);
  const table = new Uint8Array(headerBytes + frames.length * entryBytes + footerBytes);
  const view = new DataView(table.buffer);
  view.setUint32(0, SEEK_TABLE.skippableMagic, true);
  view.setUint32(4, table.length - headerBytes, true);
  for (const [index, { compressedBytes, contentBytes }] of frames.entries()) {
    const entryAt = headerBytes + index * entryBytes;
    view.setUint32(entryAt, fitting(compressedBytes, 'compressed_size'), true);
    view.setUint32(entryAt + 4, fitting(contentBytes, 'decompressed_size'), true);
  }
  const footerAt = table.length - footerBytes;
  view.setUint32(footerAt, frames.length, true);
  view.setUint32(footerAt + 5, SEEK_TABLE.seekableMagic, true);
  return table;
}

function fitting(bytes: number, field: string): number {
  if (Number.isInteger(bytes) && bytes >= 0 && bytes < 2 ** 32) return bytes;
  throw broken(field, `${bytes} bytes; it must be a whole number below 2^32`);
}

function broken(field: string, problem: string): Fault {
  return new Fault('FMT-01', { format: 'zstd seekable', field, problem });
}
