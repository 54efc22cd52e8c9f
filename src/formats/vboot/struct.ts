import { ByteReader } from '../byte-reader.ts';

/** A structure of vboot, or the bytes that begin with one. */
export class Struct extends ByteReader {
  readonly bytes: Uint8Array;

  constructor(format: string, bytes: Uint8Array) {
    super(format, bytes);
    this.bytes = bytes;
  }

  /** A number of 32 bits that is followed by 32 reserved ones. @throws Fault FMT-01 when those are not zero */
  padded(offsetBytes: number, field: string): number {
    if (this.u32(offsetBytes + 4, field) !== 0) {
      throw this.fault(field, 'the reserved bits above it are not zero');
    }
    return this.u32(offsetBytes, field);
  }
}
