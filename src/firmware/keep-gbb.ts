import { Fault } from '../core/faults.ts';
import { GBB_AT } from '../formats/gbb/gbb.ts';
import { readGbb } from '../formats/gbb/read-gbb.ts';

const DIGEST_BYTES = 32;

/**
 * Puts the hardware ID of a GBB, with its digest, and its flags into another one, which a caller has checked with
 * `readGbb`, as the first.
 * @throws Fault FWR-05 when the hardware ID does not fit
 */
export function keepGbb(from: Uint8Array, into: Uint8Array): void {
  const { hwid, flags } = readGbb(from);
  const view = new DataView(into.buffer, into.byteOffset, into.byteLength);
  const offsetBytes = view.getUint32(GBB_AT.hwid, true);
  const sizeBytes = view.getUint32(GBB_AT.hwid + 4, true);
  const text = new TextEncoder().encode(hwid);
  if (text.length >= sizeBytes)
    throw new Fault('FWR-05', { problem: `its GBB has ${sizeBytes} bytes for the hardware ID "${hwid}"` });
  into.fill(0, offsetBytes, offsetBytes + sizeBytes);
  into.set(text, offsetBytes);
  view.setUint32(GBB_AT.flags, flags, true);
  into.set(from.subarray(GBB_AT.hwidDigest, GBB_AT.hwidDigest + DIGEST_BYTES), GBB_AT.hwidDigest);
}
