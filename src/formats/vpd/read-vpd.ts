import { ByteReader } from '../byte-reader.ts';
import { VPD_IN_FLASH_AREA, VPD_INFO_BYTES, VPD_INFO_MAGIC, VPD_TYPE } from './vpd.ts';

const MAX_BYTES = 1 << 20;
// Four bytes of seven bits are far more than MAX_BYTES.
const MAX_LENGTH_BYTES = 4;

/**
 * The texts of a VPD 2.0: of a flash area (`RO_VPD`, `RW_VPD`), of a blob that
 * begins with its info header, or of bare entries as Linux gives them in
 * `ro_raw`. An erased area has none. Of a key that is there twice the first
 * counts. Keys are printable ASCII; values are whatever UTF-8 somebody stored,
 * without the NULs that fill them up.
 * @throws Fault FMT-01 above 1 MiB, or when an entry does not add up
 */
export function readVpd(bytes: Uint8Array): ReadonlyMap<string, string> {
  const whole = new ByteReader('VPD', bytes);
  if (bytes.length > MAX_BYTES) throw whole.fault('size', `${bytes.length} bytes are above ${MAX_BYTES}`);
  const reader = new ByteReader('VPD', entriesOf(bytes, whole));
  const texts = new Map<string, string>();
  let at = 0;
  while (at < reader.sizeBytes) {
    const type = reader.u8(at, 'type');
    if (type === VPD_TYPE.terminator || type === VPD_TYPE.erased) break;
    if (type !== VPD_TYPE.text && type !== VPD_TYPE.info) {
      throw reader.fault('type', `entry at ${at} has the unknown type 0x${type.toString(16)}`);
    }
    const key = readSized(reader, at + 1, 'key');
    const value = readSized(reader, key.end, 'value');
    if (type === VPD_TYPE.text) addText(texts, reader, key, value);
    at = value.end;
  }
  return texts;
}

interface Sized {
  readonly offsetBytes: number;
  readonly bytes: Uint8Array;
  readonly end: number;
}

function entriesOf(bytes: Uint8Array, reader: ByteReader): Uint8Array {
  // Bare entries stay bare, even when somebody stored a value that looks like an info header.
  const places = bytes[0] === VPD_TYPE.text ? [] : [0, VPD_IN_FLASH_AREA];
  const start = places.find((at) => hasInfo(bytes, at));
  if (start === undefined) return bytes;
  const size = reader.u32(start + VPD_INFO_MAGIC.length, 'size');
  return reader.slice(start + VPD_INFO_BYTES, size, 'size');
}

function hasInfo(bytes: Uint8Array, at: number): boolean {
  return VPD_INFO_MAGIC.every((byte, nth) => bytes[at + nth] === byte);
}

/** A length in groups of seven bits, the highest first, each but the last with its top bit set; then the bytes. */
function readSized(reader: ByteReader, at: number, field: string): Sized {
  let length = 0;
  for (let nth = 0; nth < MAX_LENGTH_BYTES; nth++) {
    const byte = reader.u8(at + nth, field);
    length = length * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      const offsetBytes = at + nth + 1;
      return { offsetBytes, bytes: reader.slice(offsetBytes, length, field), end: offsetBytes + length };
    }
  }
  throw reader.fault(field, `its length at ${at} takes more than ${MAX_LENGTH_BYTES} bytes`);
}

function addText(texts: Map<string, string>, reader: ByteReader, key: Sized, value: Sized): void {
  const name = reader.ascii(key.offsetBytes, key.bytes.length, 'key');
  if (name === '' || name.length !== key.bytes.length) {
    throw reader.fault('key', `the one at ${key.offsetBytes} is empty or has a NUL`);
  }
  if (texts.has(name)) return;
  const filled = value.bytes.findLastIndex((byte) => byte !== 0) + 1;
  texts.set(name, new TextDecoder('utf-8', { ignoreBOM: true }).decode(value.bytes.subarray(0, filled)));
}
