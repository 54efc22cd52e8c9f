import type { PackedKey } from './packed-key.ts';
import type { Preamble } from './preamble.ts';
import { readSignature, type Signature } from './signature.ts';

/** The signature over the body, not yet checked against one. @throws Fault FMT-01 when it covers nothing */
export function readBodySignature({ struct, room }: Preamble, at: number, dataKey: PackedKey): Signature {
  const signature = readSignature(struct, at, 'body_signature', room);
  if (signature.bytes.length !== dataKey.signatureBytes) {
    throw struct.fault(
      'body_signature.sig_size',
      `${signature.bytes.length} is not the ${dataKey.signatureBytes} bytes of the data key`,
    );
  }
  if (signature.dataBytes === 0) throw struct.fault('body_signature.data_size', 'it covers no bytes');
  return signature;
}
