import { Fault } from '../../core/faults.ts';
import type { ByteReader } from '../byte-reader.ts';

const TEXT_FORM = /^[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}$/;

// The first three fields are little-endian on the disk, and big-endian in the text.
const TEXT_ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15] as const;

/** The upper-case text form of the 16 bytes at `offsetBytes`. */
export function readGuid(reader: ByteReader, offsetBytes: number, field: string): string {
  const bytes = swapped(reader.slice(offsetBytes, 16, field));
  const hex = Buffer.from(bytes).toString('hex').toUpperCase();
  const part = (from: number, to: number): string => hex.slice(from, to);
  return [part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32)].join('-');
}

/**
 * The 16 bytes as they lie on the disk.
 * @throws Fault FMT-01 unless `text` is the upper-case text form
 */
export function encodeGuid(text: string, field: string): Uint8Array {
  if (TEXT_FORM.test(text)) return swapped(Buffer.from(text.replaceAll('-', ''), 'hex'));
  const problem = `${JSON.stringify(text)} is not a GUID in upper case`;
  throw new Fault('FMT-01', { format: 'GPT', field, problem });
}

/** From the order on the disk to that of the text, or back: it is its own inverse. */
function swapped(bytes: Uint8Array): Uint8Array {
  return Uint8Array.from(TEXT_ORDER, (at) => bytes[at] ?? 0);
}
