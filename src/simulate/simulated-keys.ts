import { encodePackedKey } from '../signing/encode-packed-key.ts';
import { generateSigningKey } from '../signing/generate-signing-key.ts';
import { signKeyblock } from '../signing/sign-keyblock.ts';
import type { SigningKey } from '../signing/signing-key.ts';

/** What an organisation signs its releases with, and how much its devices know of it. */
export interface ReleaseKeys {
  /** Signs manifests. */
  readonly release: SigningKey;
  /** `.keyblock` of the release key, by the root key or, for a developer, by nobody. */
  readonly releaseKeyblock: Uint8Array;
  readonly kernelSubkey: SigningKey;
  readonly kernelData: SigningKey;
  readonly kernelKeyblock: Uint8Array;
}

const RSA_2048_SHA256 = 4;
const KEY_VERSION = 1;
/** Developer switch off or on, recovery off or on, and not in MiniOS. */
const EVERY_MODE = 0x1f;

export function newKey(): SigningKey {
  return generateSigningKey(RSA_2048_SHA256);
}

export function publicHalf(key: SigningKey): Uint8Array {
  return encodePackedKey(key, KEY_VERSION);
}

/** Keys that `authority` vouches for: the root key of the firmware, or `'none'` for a developer's own. */
export function newReleaseKeys(authority: SigningKey | 'none'): ReleaseKeys {
  const [release, kernelSubkey, kernelData] = [newKey(), newKey(), newKey()];
  const keyblock = (key: SigningKey, signer: SigningKey | 'none'): Uint8Array =>
    signKeyblock({ dataKey: publicHalf(key), flags: EVERY_MODE }, signer);
  return {
    release,
    releaseKeyblock: keyblock(release, authority),
    kernelSubkey,
    kernelData,
    kernelKeyblock: keyblock(kernelData, kernelSubkey),
  };
}
