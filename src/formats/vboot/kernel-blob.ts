import { Fault } from '../../core/faults.ts';
import { type KernelPreamble, readKernelPreamble } from './kernel-preamble.ts';
import { type Keyblock, readKeyblock } from './keyblock.ts';
import { keyblockHashHolds } from './keyblock-hash-holds.ts';
import { MAX_STRUCT_BYTES } from './open-struct.ts';
import { bodyVerifies } from './verify-body.ts';

/** A kernel as it lies at the start of a kernel partition. Who vouches for it is for `keyblockSigner` to say. */
export interface KernelBlob {
  readonly keyblock: Keyblock;
  readonly preamble: KernelPreamble;
  /** The signed body: a view of the bytes that were read. */
  readonly body: Uint8Array;
  readonly commandLine: string;
  /** key version << 16 | kernel version, as the firmware remembers it. */
  readonly version: number;
  /** Where the body ends. No signature covers what lies behind it. */
  readonly sizeBytes: number;
}

const COMMAND_LINE_BYTES = 4096;
const PARAMETERS_BYTES = 4096;

/**
 * Reads a kernel blob: keyblock, kernel preamble (padded to 64 KiB by the usual tools), body. The keyblock's own
 * digest holds, its data key signed preamble and body, and everything that the preamble points to lies in the body.
 * Bytes may run on behind it, as they do in a partition: compare `sizeBytes` where they must not.
 * @throws Fault FMT-01
 */
export function readKernelBlob(bytes: Uint8Array): KernelBlob {
  const keyblock = readKeyblock(bytes);
  if (!keyblockHashHolds(keyblock)) throw fault('keyblock_hash', 'it does not fit');
  const preamble = readKernelPreamble(bytes.subarray(keyblock.sizeBytes, MAX_STRUCT_BYTES), keyblock.dataKey);
  const bodyOffset = keyblock.sizeBytes + preamble.sizeBytes;
  const body = bodyOf(bytes.subarray(bodyOffset), preamble);
  if (bodyVerifies(preamble.bodySignature, body, keyblock.dataKey) !== 'whole') {
    throw fault('body_signature', 'the data key did not sign this body');
  }
  refuseOutside(preamble, body.length);
  return {
    keyblock,
    preamble,
    body,
    commandLine: commandLineOf(preamble, body),
    version: keyblock.dataKey.keyVersion * 0x1_0000 + preamble.kernelVersion,
    sizeBytes: bodyOffset + body.length,
  };
}

function bodyOf(bytes: Uint8Array, { bodySignature }: KernelPreamble): Uint8Array {
  const { dataBytes } = bodySignature;
  if (dataBytes > bytes.length) {
    throw fault('body_signature.data_size', `${dataBytes} is above the ${bytes.length} bytes that are there`);
  }
  return bytes.subarray(0, dataBytes);
}

// Addresses are 64-bit numbers from the preamble: as bigints, their differences neither wrap nor round.
function refuseOutside(preamble: KernelPreamble, bodyBytes: number): void {
  const bootloader = preamble.bootloaderAddress - preamble.bodyLoadAddress;
  const inFront = BigInt(COMMAND_LINE_BYTES + PARAMETERS_BYTES);
  if (bootloader < inFront || bootloader + BigInt(preamble.bootloaderBytes) > bodyBytes) {
    throw fault('bootloader_address', `${bootloader} bytes into a body of ${bodyBytes} bytes`);
  }
  if (preamble.vmlinuzHeader === 'none') return;
  const { address, sizeBytes } = preamble.vmlinuzHeader;
  const header = address - preamble.bodyLoadAddress;
  if (header < 0n || header + BigInt(sizeBytes) > bodyBytes) {
    throw fault('vmlinuz_header_address', `${header} bytes into a body of ${bodyBytes} bytes`);
  }
}

// Command line, kernel parameters and bootloader follow each other; only the last of them has an address.
function commandLineOf(preamble: KernelPreamble, body: Uint8Array): string {
  const bootloader = Number(preamble.bootloaderAddress - preamble.bodyLoadAddress);
  const start = bootloader - PARAMETERS_BYTES - COMMAND_LINE_BYTES;
  const room = body.subarray(start, start + COMMAND_LINE_BYTES);
  const end = room.indexOf(0);
  if (end < 0) throw fault('command_line', `it does not end within ${COMMAND_LINE_BYTES} bytes`);
  const text = room.subarray(0, end);
  // It is compared and shown: no byte of it may mean something to a terminal.
  if (!text.every((byte) => byte >= 0x20 && byte <= 0x7e)) {
    throw fault('command_line', 'it is not printable ASCII');
  }
  return Buffer.from(text).toString('latin1');
}

function fault(field: string, problem: string): Fault<'FMT-01'> {
  return new Fault('FMT-01', { format: 'kernel blob', field, problem });
}
