import type { PackedKey } from './packed-key.ts';
import type { Signature } from './signature.ts';
import { signatureHolds } from './signature-holds.ts';

/**
 * `'whole'` when the signature holds and covers every byte of `body`; `'part'` when it holds and bytes run on behind
 * those that it covers, which vboot's own tools accept and nobody else should.
 */
export function bodyVerifies(
  signature: Signature,
  body: Uint8Array,
  dataKey: PackedKey,
): 'whole' | 'part' | 'no' {
  if (!signatureHolds(signature, body, dataKey)) return 'no';
  return signature.dataBytes === body.length ? 'whole' : 'part';
}
