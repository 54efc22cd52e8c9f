import type { ImageBytes } from './image-bytes.ts';

/** `sizeBytes` of an image from `startBytes` on, as an image of its own. */
export function partOf(image: ImageBytes, startBytes: number, sizeBytes: number): ImageBytes {
  return {
    sizeBytes,
    read(offsetBytes, into, signal) {
      const left = Math.max(0, sizeBytes - offsetBytes);
      return image.read(startBytes + offsetBytes, into.subarray(0, left), signal);
    },
  };
}
