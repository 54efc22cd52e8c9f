import { createHash } from 'node:crypto';
import { Fault } from '../../core/faults.ts';
import { GBB_AT, GBB_HEADER_BYTES, GBB_HWID_BYTES, GBB_SIGNATURE, type Gbb } from './gbb.ts';

/**
 * A GBB of version 1.2 without bitmaps. The keys get exactly the room that they bring.
 * @throws Fault FMT-01 when the hardware ID or the flags cannot be stored
 */
export function encodeGbb({ flags, hwid, rootKey, recoveryKey }: Gbb): Uint8Array {
  if (!/^[\x20-\x7e]*$/.test(hwid) || hwid.length >= GBB_HWID_BYTES) {
    throw bad('hwid', `it is not printable ASCII of at most ${GBB_HWID_BYTES - 1} characters`);
  }
  if (!Number.isInteger(flags) || flags < 0 || flags > 0xffffffff) throw bad('flags', 'they are not 32 bits');
  const rootKeyAt = GBB_HEADER_BYTES + GBB_HWID_BYTES;
  const recoveryKeyAt = rootKeyAt + rootKey.length;
  const bytes = new Uint8Array(recoveryKeyAt + recoveryKey.length);
  const view = new DataView(bytes.buffer);
  const text = new TextEncoder();
  bytes.set(text.encode(GBB_SIGNATURE), GBB_AT.signature);
  view.setUint16(GBB_AT.majorVersion, 1, true);
  view.setUint16(GBB_AT.minorVersion, 2, true);
  view.setUint32(GBB_AT.headerBytes, GBB_HEADER_BYTES, true);
  view.setUint32(GBB_AT.flags, flags, true);
  bytes.set(createHash('sha256').update(hwid).digest(), GBB_AT.hwidDigest);
  const put = (field: 'hwid' | 'rootKey' | 'bitmaps' | 'recoveryKey', offset: number, size: number): void => {
    view.setUint32(GBB_AT[field], offset, true);
    view.setUint32(GBB_AT[field] + 4, size, true);
  };
  put('hwid', GBB_HEADER_BYTES, GBB_HWID_BYTES);
  put('rootKey', rootKeyAt, rootKey.length);
  put('bitmaps', recoveryKeyAt, 0);
  put('recoveryKey', recoveryKeyAt, recoveryKey.length);
  bytes.set(text.encode(hwid), GBB_HEADER_BYTES);
  bytes.set(rootKey, rootKeyAt);
  bytes.set(recoveryKey, recoveryKeyAt);
  return bytes;
}

function bad(field: string, problem: string): Fault {
  return new Fault('FMT-01', { format: 'GBB', field, problem });
}
