import { readBodySignature } from './body-signature.ts';
import { type PackedKey, readPackedKey } from './packed-key.ts';
import { openPreamble } from './preamble.ts';
import { rollbackVersion } from './rollback-version.ts';
import type { Signature } from './signature.ts';
import type { Struct } from './struct.ts';

/** What the owner of a data key says about a body. */
export interface FirmwarePreamble {
  readonly sizeBytes: number;
  /** Rollback version, 0 to 65535. */
  readonly firmwareVersion: number;
  /** The key that kernels must be signed with. */
  readonly kernelSubkey: PackedKey;
  readonly flags: number;
  /** For `bodyVerifies`: nothing has been compared with a body yet. */
  readonly bodySignature: Signature;
}

const HEADER_BYTES = 108;
const KIND = { format: 'firmware preamble', headerBytes: new Map([[1, HEADER_BYTES]]) };

/**
 * DISALLOW_HWCRYPTO, which says with what the firmware is to calculate. All others are refused: with USE_RO_NORMAL (1),
 * vboot's tools take any body at all as signed.
 */
const KNOWN_FLAGS = 0x02;

/**
 * Reads a firmware preamble (vb2_fw_preamble, version 2.1): header, kernel subkey, body signature, signature. Bytes
 * may run on behind it; `readVblock` refuses those.
 * @throws Fault FMT-01, with the field `preamble_signature` when `dataKey` did not sign it
 */
export function readFirmwarePreamble(bytes: Uint8Array, dataKey: PackedKey): FirmwarePreamble {
  const preamble = openPreamble(bytes, KIND, dataKey);
  const { struct, room, usedBytes } = preamble;
  if (usedBytes !== struct.bytes.length) {
    throw struct.fault('preamble_size', `${struct.bytes.length} is not the ${usedBytes} bytes that are used`);
  }
  return {
    sizeBytes: struct.bytes.length,
    firmwareVersion: rollbackVersion(struct, 40, 'firmware_version'),
    kernelSubkey: readPackedKey(struct.bytes.subarray(48, room.to), 'firmware preamble kernel_subkey'),
    flags: flagsOf(struct),
    bodySignature: readBodySignature(preamble, 80, dataKey),
  };
}

function flagsOf(struct: Struct): number {
  const flags = struct.u32(104, 'flags');
  if ((flags & ~KNOWN_FLAGS) !== 0) throw struct.fault('flags', `0x${flags.toString(16)} is not accepted`);
  return flags;
}
