import { Fault } from '../core/faults.ts';

/**
 * Reads little-endian fields of bytes that nobody has checked. Every access is
 * bounded first; one that does not fit throws FMT-01 with the name of its field.
 */
export class ByteReader {
  readonly #format: string;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;

  /** `format` is what the bytes should be (`GBB`), for the fault. */
  constructor(format: string, bytes: Uint8Array) {
    this.#format = format;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get sizeBytes(): number {
    return this.#bytes.length;
  }

  u8(offsetBytes: number, field: string): number {
    return this.#view.getUint8(this.#within(offsetBytes, 1, field));
  }

  u16(offsetBytes: number, field: string): number {
    return this.#view.getUint16(this.#within(offsetBytes, 2, field), true);
  }

  u32(offsetBytes: number, field: string): number {
    return this.#view.getUint32(this.#within(offsetBytes, 4, field), true);
  }

  u64(offsetBytes: number, field: string): bigint {
    return this.#view.getBigUint64(this.#within(offsetBytes, 8, field), true);
  }

  /** The bytes themselves, not a copy; never a `Buffer`, whose methods do other things. */
  slice(offsetBytes: number, lengthBytes: number, field: string): Uint8Array {
    const from = this.#bytes.byteOffset + this.#within(offsetBytes, lengthBytes, field);
    return new Uint8Array(this.#bytes.buffer, from, lengthBytes);
  }

  /** Printable ASCII up to the first NUL, or to the end of the `lengthBytes` that it has at most. */
  ascii(offsetBytes: number, lengthBytes: number, field: string): string {
    const room = this.slice(offsetBytes, lengthBytes, field);
    const end = room.indexOf(0);
    const text = end < 0 ? room : room.subarray(0, end);
    const bad = text.find((byte) => byte < 0x20 || byte > 0x7e);
    if (bad !== undefined) throw this.fault(field, `it has the unprintable byte 0x${bad.toString(16)}`);
    return new TextDecoder().decode(text);
  }

  fault(field: string, problem: string): Fault<'FMT-01'> {
    return new Fault('FMT-01', { format: this.#format, field, problem });
  }

  #within(offsetBytes: number, lengthBytes: number, field: string): number {
    const fits =
      isSize(offsetBytes) && isSize(lengthBytes) && offsetBytes <= this.#bytes.length - lengthBytes;
    if (fits) return offsetBytes;
    const have = `there are ${this.#bytes.length} bytes`;
    throw this.fault(field, `${have}, and it has ${lengthBytes} bytes at offset ${offsetBytes}`);
  }
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
