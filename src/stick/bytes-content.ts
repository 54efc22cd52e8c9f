import type { Content } from './content.ts';

/** Content that is in memory. */
export function bytesContent(bytes: Uint8Array): Content {
  return {
    sizeBytes: bytes.length,
    async read(offsetBytes, into) {
      const part = bytes.subarray(offsetBytes, offsetBytes + into.length);
      into.set(part);
      return part.length;
    },
  };
}
