import { Fault } from '../core/faults.ts';
import { encodeHeader } from './encode-header.ts';
import { encodeKernelBody, type KernelBody, type KernelContent } from './kernel-body.ts';
import { refuseUnverifiable } from './refuse-unverifiable.ts';
import { signBytes } from './sign-bytes.ts';
import { signatureFields } from './signature-fields.ts';
import type { SigningKey } from './signing-key.ts';

export interface KernelParts extends KernelContent {
  /** A `.keyblock` file whose data key is the public half of `signer`. */
  readonly keyblock: Uint8Array;
  readonly signer: SigningKey;
  /** Rollback version, 0 to 65535. */
  readonly version: number;
}

/** Keyblock and preamble fill what the firmware reads at once. */
const VBLOCK_BYTES = 65_536;
const HEADER_BYTES = 116;

/**
 * What `vbutil_kernel --pack` makes: keyblock and preamble (version 2.2) in 64 KiB, then the body.
 * @throws Fault FMT-01
 */
export function signKernel(parts: KernelParts): Uint8Array {
  refuseUnverifiable(parts);
  const body = encodeKernelBody(parts);
  const preamble = preambleOver(body, parts);
  if (parts.keyblock.length + preamble.length > VBLOCK_BYTES) {
    const problem = `${parts.keyblock.length} bytes leave no room for a preamble of ${preamble.length}`;
    throw new Fault('FMT-01', { format: 'signing', field: 'keyblock', problem });
  }
  const blob = new Uint8Array(VBLOCK_BYTES + body.bytes.length);
  blob.set(parts.keyblock);
  blob.set(preamble, parts.keyblock.length);
  blob.set(body.bytes, VBLOCK_BYTES);
  return blob;
}

function preambleOver(body: KernelBody, { keyblock, signer, version }: KernelParts): Uint8Array {
  const sizeBytes = signer.signatureBytes;
  const signedBytes = HEADER_BYTES + sizeBytes;
  const header = encodeHeader(HEADER_BYTES, [
    [0, VBLOCK_BYTES - keyblock.length],
    ...signatureFields(8, { start: signedBytes, sizeBytes, dataBytes: signedBytes }),
    [32, 2],
    [36, 2],
    [40, version],
    [48, body.loadAddress],
    [56, body.bootloaderAddress],
    [64, body.bootloaderBytes],
    ...signatureFields(72, { start: HEADER_BYTES, sizeBytes, dataBytes: body.bytes.length }),
    [96, body.vmlinuzHeaderAddress],
    [104, body.vmlinuzHeaderBytes],
  ]);
  const signed = Buffer.concat([header, signBytes(body.bytes, signer)]);
  return Buffer.concat([signed, signBytes(signed, signer)]);
}
