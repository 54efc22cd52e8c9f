import { openStruct } from './open-struct.ts';
import type { PackedKey } from './packed-key.ts';
import { type Room, readSignature } from './signature.ts';
import { signatureHolds } from './signature-holds.ts';
import { Struct } from './struct.ts';

/** What kernel and firmware preambles have in common: size at 0, signature at 8, version at 32. */
export interface Preamble {
  readonly struct: Struct;
  /** Where the pieces that the header points to may lie: behind it, and inside of what the data key signed. */
  readonly room: Room;
  /** Signed bytes and signature: the rest is padding. */
  readonly usedBytes: number;
}

export interface PreambleKind {
  readonly format: string;
  /** Bytes of the header by the minor version; versions that are not named are refused. */
  readonly headerBytes: ReadonlyMap<number, number>;
}

const MAJOR = 2;

/** @throws Fault FMT-01, with the field `preamble_signature` when `dataKey` did not sign it */
export function openPreamble(
  bytes: Uint8Array,
  { format, headerBytes: byMinor }: PreambleKind,
  dataKey: PackedKey,
): Preamble {
  const headerBytes = headerBytesOf(bytes, format, byMinor);
  const struct = openStruct(bytes, { format, headerBytes, size: { at: 0, field: 'preamble_size' } });
  const sizeBytes = struct.bytes.length;
  const signedBytes = struct.padded(8 + 16, 'preamble_signature.data_size');
  if (signedBytes < headerBytes || signedBytes > sizeBytes) {
    throw struct.fault(
      'preamble_signature.data_size',
      `${signedBytes} is not from ${headerBytes} to ${sizeBytes}`,
    );
  }
  const signature = readSignature(struct, 8, 'preamble_signature', { from: signedBytes, to: sizeBytes });
  if (!signatureHolds(signature, struct.bytes, dataKey)) {
    throw struct.fault('preamble_signature', 'the data key did not sign this');
  }
  const usedBytes = signedBytes + signature.bytes.length;
  return { struct, room: { from: headerBytes, to: signedBytes }, usedBytes };
}

function headerBytesOf(bytes: Uint8Array, format: string, byMinor: ReadonlyMap<number, number>): number {
  const struct = new Struct(format, bytes);
  const [major, minor] = [struct.u32(32, 'header_version'), struct.u32(36, 'header_version')];
  const headerBytes = major === MAJOR ? byMinor.get(minor) : undefined;
  if (headerBytes === undefined) throw struct.fault('header_version', `${major}.${minor} is not known`);
  return headerBytes;
}
