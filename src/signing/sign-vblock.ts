import { readPackedKey } from '../formats/vboot/packed-key.ts';
import { encodeHeader } from './encode-header.ts';
import { packedKeyFields } from './packed-key-fields.ts';
import { refuseUnverifiable } from './refuse-unverifiable.ts';
import { signBytes } from './sign-bytes.ts';
import { signatureFields } from './signature-fields.ts';
import type { SigningKey } from './signing-key.ts';

export interface VblockParts {
  /** A `.keyblock` file whose data key is the public half of `signer`. */
  readonly keyblock: Uint8Array;
  readonly signer: SigningKey;
  /** Rollback version, 0 to 65535. */
  readonly version: number;
  /** A `.vbpubk` file: the key that kernels must be signed with. */
  readonly kernelSubkey: Uint8Array;
}

const HEADER_BYTES = 108;

/**
 * What `vbutil_firmware --vblock` makes over `body`: the keyblock, then a firmware preamble of version 2.1.
 * @throws Fault FMT-01
 */
export function signVblock(body: Uint8Array, parts: VblockParts): Uint8Array {
  refuseUnverifiable(parts);
  return Buffer.concat([parts.keyblock, preambleOver(body, parts)]);
}

function preambleOver(body: Uint8Array, { signer, version, kernelSubkey }: VblockParts): Uint8Array {
  const subkey = readPackedKey(kernelSubkey);
  const bodySignature = signBytes(body, signer);
  const { length: sizeBytes } = bodySignature;
  const bodySignatureStart = HEADER_BYTES + subkey.keyData.length;
  const signedBytes = bodySignatureStart + sizeBytes;
  const header = encodeHeader(HEADER_BYTES, [
    [0, signedBytes + sizeBytes],
    ...signatureFields(8, { start: signedBytes, sizeBytes, dataBytes: signedBytes }),
    [32, 2],
    [36, 1],
    [40, version],
    ...packedKeyFields(48, HEADER_BYTES, subkey),
    ...signatureFields(80, { start: bodySignatureStart, sizeBytes, dataBytes: body.length }),
  ]);
  const signed = Buffer.concat([header, subkey.keyData, bodySignature]);
  return Buffer.concat([signed, signBytes(signed, signer)]);
}
