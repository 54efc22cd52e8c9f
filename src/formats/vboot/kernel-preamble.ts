import { readBodySignature } from './body-signature.ts';
import type { PackedKey } from './packed-key.ts';
import { openPreamble } from './preamble.ts';
import { rollbackVersion } from './rollback-version.ts';
import type { Signature } from './signature.ts';
import type { Struct } from './struct.ts';

/** What the owner of a data key says about a kernel. Addresses are in the memory of the device. */
export interface KernelPreamble {
  readonly sizeBytes: number;
  /** Rollback version, 0 to 65535. */
  readonly kernelVersion: number;
  readonly bodyLoadAddress: bigint;
  readonly bootloaderAddress: bigint;
  readonly bootloaderBytes: number;
  /** The 16-bit part of a bzImage. `'none'` before version 2.1, and where the kernel has no such part. */
  readonly vmlinuzHeader: { readonly address: bigint; readonly sizeBytes: number } | 'none';
  /** Not yet compared with a body. */
  readonly bodySignature: Signature;
}

/** Bytes of the header by the minor version of vb2_kernel_preamble: each added fields at the end. */
const HEADER_BYTES: ReadonlyMap<number, number> = new Map([
  [0, 96],
  [1, 112],
  [2, 116],
]);
const KIND = { format: 'kernel preamble', headerBytes: HEADER_BYTES };

/**
 * Reads a kernel preamble (vb2_kernel_preamble, version 2.0 to 2.2): header, body signature, signature, padding.
 * Bytes may run on behind it.
 * @throws Fault FMT-01, with the field `preamble_signature` when `dataKey` did not sign it
 */
export function readKernelPreamble(bytes: Uint8Array, dataKey: PackedKey): KernelPreamble {
  const preamble = openPreamble(bytes, KIND, dataKey);
  const { struct } = preamble;
  const minor = struct.u32(36, 'header_version');
  if (minor >= 2) refuseFlags(struct);
  return {
    sizeBytes: struct.bytes.length,
    kernelVersion: rollbackVersion(struct, 40, 'kernel_version'),
    bodyLoadAddress: struct.u64(48, 'body_load_address'),
    bootloaderAddress: struct.u64(56, 'bootloader_address'),
    bootloaderBytes: struct.padded(64, 'bootloader_size'),
    vmlinuzHeader: minor >= 1 ? vmlinuzHeaderOf(struct) : 'none',
    bodySignature: readBodySignature(preamble, 72, dataKey),
  };
}

// Android boot images and multiboot kernels keep their command line elsewhere: we would read the wrong one.
function refuseFlags(struct: Struct): void {
  const flags = struct.u32(112, 'flags');
  if (flags !== 0) throw struct.fault('flags', `0x${flags.toString(16)} is not a Chromium OS kernel`);
}

function vmlinuzHeaderOf(struct: Struct): KernelPreamble['vmlinuzHeader'] {
  const sizeBytes = struct.padded(104, 'vmlinuz_header_size');
  return sizeBytes === 0 ? 'none' : { address: struct.u64(96, 'vmlinuz_header_address'), sizeBytes };
}
