import { createHash } from 'node:crypto';
import { ByteReader } from '../byte-reader.ts';
import { GBB_AT, GBB_HEADER_BYTES, GBB_HWID_BYTES, GBB_SIGNATURE, type Gbb } from './gbb.ts';

const DIGEST_BYTES = 32;

interface Room {
  readonly name: string;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

/**
 * Reads the GBB that `bytes` begins with; they may run on behind it. The keys are views, not copies.
 * @throws Fault FMT-01 for what the firmware would not use, parts that overlap, and a hardware ID that
 * its digest (from version 1.2 on) does not fit
 */
export function readGbb(bytes: Uint8Array): Gbb {
  const reader = new ByteReader('GBB', bytes);
  const headerBytes = checkHeader(reader);
  const hwid = room(reader, 'hwid');
  const rootKey = room(reader, 'rootKey');
  const recoveryKey = room(reader, 'recoveryKey');
  checkRooms(reader, headerBytes, [hwid, rootKey, room(reader, 'bitmaps'), recoveryKey]);
  return {
    flags: reader.u32(GBB_AT.flags, 'flags'),
    hwid: readHwid(reader, hwid),
    rootKey: reader.slice(rootKey.offsetBytes, rootKey.sizeBytes, 'rootKey'),
    recoveryKey: reader.slice(recoveryKey.offsetBytes, recoveryKey.sizeBytes, 'recoveryKey'),
  };
}

function checkHeader(reader: ByteReader): number {
  const signature = new TextDecoder('latin1').decode(reader.slice(GBB_AT.signature, 4, 'signature'));
  if (signature !== GBB_SIGNATURE) throw reader.fault('signature', 'it is not "$GBB"');
  const major = reader.u16(GBB_AT.majorVersion, 'version');
  if (major !== 1) throw reader.fault('version', `it is ${major} and must be 1`);
  const headerBytes = reader.u32(GBB_AT.headerBytes, 'header_size');
  if (headerBytes < GBB_HEADER_BYTES) {
    throw reader.fault('header_size', `it is ${headerBytes} bytes and must be ${GBB_HEADER_BYTES} or more`);
  }
  reader.slice(0, headerBytes, 'header_size');
  return headerBytes;
}

function room(reader: ByteReader, name: 'hwid' | 'rootKey' | 'bitmaps' | 'recoveryKey'): Room {
  const at = GBB_AT[name];
  const offsetBytes = reader.u32(at, name);
  const sizeBytes = reader.u32(at + 4, name);
  reader.slice(offsetBytes, sizeBytes, name);
  return { name, offsetBytes, sizeBytes };
}

/** A room without a size overlaps nothing. */
function checkRooms(reader: ByteReader, headerBytes: number, rooms: readonly Room[]): void {
  const used = rooms.filter(({ sizeBytes }) => sizeBytes > 0);
  let end = headerBytes;
  let before = 'the header';
  for (const { name, offsetBytes, sizeBytes } of used.toSorted((a, b) => a.offsetBytes - b.offsetBytes)) {
    if (offsetBytes < end) {
      throw reader.fault(name, `it begins at ${offsetBytes}, and ${before} ends at ${end}`);
    }
    end = offsetBytes + sizeBytes;
    before = name;
  }
}

function readHwid(reader: ByteReader, { offsetBytes, sizeBytes }: Room): string {
  const looked = Math.min(sizeBytes, GBB_HWID_BYTES);
  const hwid = reader.ascii(offsetBytes, looked, 'hwid');
  if (hwid.length === looked) throw reader.fault('hwid', `it has no NUL in its first ${looked} bytes`);
  const stored = reader.slice(GBB_AT.hwidDigest, DIGEST_BYTES, 'hwid_digest');
  const hasDigest = reader.u16(GBB_AT.minorVersion, 'version') >= 2;
  const isBlank = hwid === '' && stored.every((byte) => byte === 0);
  if (hasDigest && !isBlank && Buffer.compare(stored, createHash('sha256').update(hwid).digest()) !== 0) {
    throw reader.fault('hwid_digest', 'it is not that of the hardware ID');
  }
  return hwid;
}
