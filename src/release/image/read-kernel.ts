import { type KernelBlob, readKernelBlob } from '../../formats/vboot/kernel-blob.ts';
import { readKernelPreamble } from '../../formats/vboot/kernel-preamble.ts';
import { readKeyblock } from '../../formats/vboot/keyblock.ts';
import type { ImageBytes } from '../image-bytes.ts';
import { readPiece } from '../read-piece.ts';
import { imageFault } from './image-fault.ts';
import { inImage } from './in-image.ts';

export interface ReadKernel {
  readonly blob: KernelBlob;
  /** All that is signed, and nothing of what follows it in the partition. */
  readonly bytes: Uint8Array;
}

const HEADER_BYTES = 128 * 1024;
const MAX_BYTES = 512 * 1024 * 1024;

/** Reads the kernel of a partition, as the firmware would. @throws Fault IMP-01 */
export async function readKernel(
  file: string,
  part: string,
  partition: ImageBytes,
  signal: AbortSignal,
): Promise<ReadKernel> {
  const head = await readPiece(partition, 0, HEADER_BYTES, signal);
  const sizeBytes = inImage(file, part, () => signedBytes(head));
  if (sizeBytes > Math.min(partition.sizeBytes, MAX_BYTES))
    throw imageFault(file, `${part}: its kernel of ${sizeBytes} bytes does not fit`);
  const bytes = await readPiece(partition, 0, sizeBytes, signal);
  const blob = inImage(file, part, () => readKernelBlob(bytes));
  return { blob, bytes: bytes.subarray(0, blob.sizeBytes) };
}

function signedBytes(head: Uint8Array): number {
  const keyblock = readKeyblock(head);
  const preamble = readKernelPreamble(head.subarray(keyblock.sizeBytes), keyblock.dataKey);
  return keyblock.sizeBytes + preamble.sizeBytes + preamble.bodySignature.dataBytes;
}
