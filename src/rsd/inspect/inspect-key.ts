import { keySha1 } from '../../formats/vboot/key-sha1.ts';
import { type PackedKey, readPackedKey } from '../../formats/vboot/packed-key.ts';
import type { Finding } from './report.ts';

/** A public key, as everybody may know it. */
export function keyFinding(key: PackedKey): { readonly [fact: string]: Finding } {
  const { keyVersion, algorithm, signatureBytes, hash } = key;
  return {
    sha1: keySha1(key),
    version: keyVersion,
    algorithm: `${algorithm} (RSA-${signatureBytes * 8}, ${hash})`,
  };
}

/** A key where there may be room for one and nothing in it, as in a GBB. @throws Fault FMT-01 */
export function keyRoomFinding(room: Uint8Array): Finding {
  return room.every((byte) => byte === 0) ? 'none' : keyFinding(readPackedKey(room));
}
