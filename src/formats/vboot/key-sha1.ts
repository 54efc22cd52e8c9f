import { createHash } from 'node:crypto';
import type { PackedKey } from './packed-key.ts';

/** What `futility show` prints of a key as `sha1sum`: SHA-1 over the key data alone, in hexadecimal. It is a name, and proves nothing. */
export function keySha1({ keyData }: Pick<PackedKey, 'keyData'>): string {
  return createHash('sha1').update(keyData).digest('hex');
}
