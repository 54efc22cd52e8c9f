import type { Struct } from './struct.ts';

/** A signature, or a digest in the place of one, with the number of bytes that it covers. */
export interface Signature {
  /** Empty where there is none. */
  readonly bytes: Uint8Array;
  readonly dataBytes: number;
}

/** Where in the structure the bytes of a signature may lie: from `from` up to, not including, `to`. */
export interface Room {
  readonly from: number;
  readonly to: number;
}

/**
 * Reads a signature header (24 bytes: offset from itself, size, bytes covered; each followed by 32 reserved bits)
 * and what it points to.
 * @throws Fault FMT-01 when that lies outside of `room`
 */
export function readSignature(struct: Struct, at: number, field: string, room: Room): Signature {
  const start = at + struct.padded(at, `${field}.sig_offset`);
  const sizeBytes = struct.padded(at + 8, `${field}.sig_size`);
  const dataBytes = struct.padded(at + 16, `${field}.data_size`);
  if (start < room.from || start + sizeBytes > room.to) {
    throw struct.fault(
      `${field}.sig_offset`,
      `the ${sizeBytes} bytes at ${start} lie outside of ${room.from} to ${room.to}`,
    );
  }
  return { bytes: struct.bytes.slice(start, start + sizeBytes), dataBytes };
}
