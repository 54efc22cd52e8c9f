import { createPrivateKey, type KeyObject } from 'node:crypto';
import { Fault } from '../core/faults.ts';
import { type SigningKey, signingKey } from './signing-key.ts';

/**
 * Reads a `.vbprivk` file: vboot's algorithm number in 64 bits, little-endian, then the key in PKCS #1 DER.
 * @throws Fault FMT-01, which never holds a byte of the key
 */
export function readVbprivk(bytes: Uint8Array): SigningKey {
  if (bytes.length < 8) throw fault('algorithm', `${bytes.length} bytes are no room for it`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return signingKey(pkcs1(bytes.subarray(8)), Number(view.getBigUint64(0, true)));
}

function pkcs1(der: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs1' });
  } catch {
    // No cause: what OpenSSL has to say about a private key is not for a log.
    throw fault('key', 'it is not an RSA private key in PKCS #1 DER');
  }
}

function fault(field: string, problem: string): Fault<'FMT-01'> {
  return new Fault('FMT-01', { format: 'vbprivk', field, problem });
}
