import type { CheckedImage } from '../../src/install/checked-image.ts';

/** An image that is as good as checked, because it never leaves this memory. */
export function memoryImage(file: string, content: Uint8Array): CheckedImage {
  return {
    file,
    sizeBytes: content.length,
    async fill(offsetBytes, into) {
      into.set(content.subarray(offsetBytes, offsetBytes + into.length));
    },
    async firstWrong(offsetBytes, bytes) {
      const at = bytes.findIndex((byte, index) => byte !== content[offsetBytes + index]);
      return at === -1 ? 'none' : offsetBytes + at;
    },
  };
}
