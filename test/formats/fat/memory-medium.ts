import type { FatMedium } from '../../../src/formats/fat/fat-medium.ts';

/** A medium of `sizeBytes` that begins with `bytes` and is zeros behind them. Being asked for more is a defect, and throws. */
export function memoryMedium(bytes: Uint8Array, sizeBytes: number): FatMedium {
  return {
    async read(offsetBytes, into) {
      const fits =
        Number.isInteger(offsetBytes) && offsetBytes >= 0 && offsetBytes + into.length <= sizeBytes;
      if (!fits) throw new RangeError(`asked for ${into.length} bytes at ${offsetBytes} of ${sizeBytes}`);
      into.fill(0);
      into.set(bytes.subarray(offsetBytes, offsetBytes + into.length));
    },
  };
}
