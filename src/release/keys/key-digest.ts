import { createHash } from 'node:crypto';
import type { PackedKey } from '../../formats/vboot/packed-key.ts';

/** What vboot's tools call the `Key sha1sum`: a name for people to compare, and no security. */
export function keyDigest({ keyData }: Pick<PackedKey, 'keyData'>): string {
  return createHash('sha1').update(keyData).digest('hex');
}
