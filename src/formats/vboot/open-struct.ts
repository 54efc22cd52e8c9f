import { Struct } from './struct.ts';

export interface Shape {
  readonly format: string;
  readonly headerBytes: number;
  /** Where the structure says how long it is, itself included. */
  readonly size: { readonly at: number; readonly field: string };
}

/** The firmware reads keyblock and preamble into a buffer of this size and looks no further. */
export const MAX_STRUCT_BYTES = 65_536;

/**
 * The structure that `bytes` begin with, and nothing behind it: a copy, so that nobody changes it after it was checked.
 * @throws Fault FMT-01 when `bytes` end before it does
 */
export function openStruct(bytes: Uint8Array, { format, headerBytes, size }: Shape): Struct {
  const whole = new Struct(format, bytes);
  const sizeBytes = whole.padded(size.at, size.field);
  const maxBytes = Math.min(bytes.length, MAX_STRUCT_BYTES);
  if (sizeBytes < headerBytes || sizeBytes > maxBytes) {
    throw whole.fault(size.field, `${sizeBytes} is not from ${headerBytes} to ${maxBytes}`);
  }
  // Not `slice`: a Buffer's is a view.
  return new Struct(format, new Uint8Array(bytes.subarray(0, sizeBytes)));
}
