import type { ImageBytes } from '../../src/release/image-bytes.ts';

/** An image in memory, which gives a read no more than `mostBytes` at a time, as files may. */
export function bytesOf(bytes: Uint8Array, mostBytes: number = 100_000): ImageBytes {
  return {
    sizeBytes: bytes.length,
    read: async (offsetBytes, into) => {
      const piece = bytes.subarray(offsetBytes, offsetBytes + Math.min(into.length, mostBytes));
      into.set(piece);
      return piece.length;
    },
  };
}
