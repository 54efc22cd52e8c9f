import { hash } from 'node:crypto';
import { Fault } from '../core/faults.ts';
import { readPackedKey } from '../formats/vboot/packed-key.ts';
import { encodeHeader } from './encode-header.ts';
import { packedKeyFields } from './packed-key-fields.ts';
import { signBytes } from './sign-bytes.ts';
import { signatureFields } from './signature-fields.ts';
import type { SigningKey } from './signing-key.ts';

export interface KeyblockParts {
  /** A `.vbpubk` file. */
  readonly dataKey: Uint8Array;
  /** `KEYBLOCK_FLAGS` */
  readonly flags: number;
}

const HEADER_BYTES = 112;
const SHA512_BYTES = 64;
const ALL_FLAGS = 0x3f;
const MAGIC = Buffer.from('CHROMEOS', 'latin1');

/**
 * A `.keyblock` file. With `'none'` it carries nothing but its own digest, as the keyblocks of developers do.
 * @throws Fault FMT-01 when the data key cannot be read, or a flag is not known
 */
export function signKeyblock({ dataKey, flags }: KeyblockParts, signer: SigningKey | 'none'): Uint8Array {
  if (!Number.isInteger(flags) || flags < 0 || flags > ALL_FLAGS) {
    const problem = `${flags} is not from 0 to ${ALL_FLAGS}`;
    throw new Fault('FMT-01', { format: 'signing', field: 'flags', problem });
  }
  const key = readPackedKey(dataKey);
  const dataBytes = HEADER_BYTES + key.keyData.length;
  const signatureStart = dataBytes + SHA512_BYTES;
  const sizeBytes = signer === 'none' ? 0 : signer.signatureBytes;
  const header = encodeHeader(HEADER_BYTES, [
    [0, MAGIC],
    [8, 2],
    [12, 1],
    [16, signatureStart + sizeBytes],
    ...(signer === 'none' ? [] : signatureFields(24, { start: signatureStart, sizeBytes, dataBytes })),
    ...signatureFields(48, { start: dataBytes, sizeBytes: SHA512_BYTES, dataBytes }),
    [72, flags],
    ...packedKeyFields(80, HEADER_BYTES, key),
  ]);
  const signed = Buffer.concat([header, key.keyData]);
  const signature = signer === 'none' ? new Uint8Array() : signBytes(signed, signer);
  return Buffer.concat([signed, hash('sha512', signed, 'buffer'), signature]);
}
