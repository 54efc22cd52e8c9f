/** A file, an image or a disk, read only. */
export interface Medium {
  readonly name: string;
  readonly sizeBytes: number;
  /** `'unknown'` for a file. */
  readonly sectorBytes: 512 | 4096 | 'unknown';
  /** Fills `into`, which lies inside of it. @throws Fault MAK-08 */
  read(offsetBytes: number, into: Uint8Array): Promise<void>;
}

/** A part of a medium, such as a partition. */
export function partOf(medium: Medium, offsetBytes: number, sizeBytes: number): Medium {
  return {
    ...medium,
    sizeBytes,
    read(atBytes, into) {
      if (atBytes < 0 || atBytes + into.length > sizeBytes)
        throw new RangeError(`Cannot read ${into.length} bytes at ${atBytes} of ${sizeBytes}`);
      return medium.read(offsetBytes + atBytes, into);
    },
  };
}

/** The bytes at `offsetBytes`, or as many of them as there are. */
export async function bytesAt(medium: Medium, offsetBytes: number, wantedBytes: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(Math.max(0, Math.min(wantedBytes, medium.sizeBytes - offsetBytes)));
  await medium.read(offsetBytes, bytes);
  return bytes;
}
