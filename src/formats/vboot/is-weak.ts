import type { PackedKey } from './packed-key.ts';

/** Whether signatures by this key prove nothing any more: SHA-1 or RSA of 1024 bits. */
export function isWeak(key: PackedKey): boolean {
  return key.hash === 'sha1' || key.signatureBytes <= 128;
}
