import type { PayloadFile } from '../../src/core/ports.ts';

/** A file of a release in memory. `claimedBytes` is the size that it had when it was opened. */
export function memoryFile(content: Uint8Array, claimedBytes: number = content.length): PayloadFile {
  return {
    sizeBytes: claimedBytes,
    async read(offsetBytes, into, signal) {
      signal.throwIfAborted();
      const part = content.subarray(offsetBytes, offsetBytes + into.length);
      into.set(part);
      return part.length;
    },
    async [Symbol.asyncDispose]() {},
  };
}
