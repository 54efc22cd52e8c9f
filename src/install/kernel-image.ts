import type { VerifiedKernel } from '../catalog/verify-kernel.ts';
import type { CheckedImage } from './checked-image.ts';

const BLOCK_BYTES = 4096;

/** A kernel that was verified in memory, and is written from there: the stick cannot change it any more. */
export function kernelImage(kernel: VerifiedKernel): CheckedImage {
  const content = new Uint8Array(Math.ceil(kernel.bytes.length / BLOCK_BYTES) * BLOCK_BYTES);
  content.set(kernel.bytes);
  const at = (offsetBytes: number, lengthBytes: number): Uint8Array =>
    content.subarray(offsetBytes, offsetBytes + lengthBytes);
  return {
    file: 'kernel.bin',
    sizeBytes: content.length,
    async fill(offsetBytes, into) {
      into.set(at(offsetBytes, into.length));
    },
    async firstWrong(offsetBytes, bytes) {
      const wanted = at(offsetBytes, bytes.length);
      if (Buffer.compare(wanted, bytes) === 0) return 'none';
      return offsetBytes + wanted.findIndex((byte, index) => byte !== bytes[index]);
    },
  };
}
