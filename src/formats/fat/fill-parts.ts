import { fatFault } from './fat-fault.ts';
import { SECTOR_BYTES } from './fat32-geometry.ts';

/** A piece of a file system whose bytes are made when they are asked for. */
export interface FatPart {
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  /** Fills `into`, which lies wholly within the part, with what is at `withinBytes` of it. */
  readonly fill: (withinBytes: number, into: Uint8Array) => void;
}

/**
 * Fills `into` with what `parts` have at `offsetBytes` of the file system, and zeros between them.
 * @throws Fault FMT-01 when that are no whole sectors
 */
export function fillParts(parts: readonly FatPart[], offsetBytes: number, into: Uint8Array): void {
  if (offsetBytes % SECTOR_BYTES !== 0 || into.length % SECTOR_BYTES !== 0 || !(offsetBytes >= 0)) {
    throw fatFault('range', `${into.length} bytes at ${offsetBytes} are not whole sectors`);
  }
  into.fill(0);
  const endBytes = offsetBytes + into.length;
  for (const part of parts) {
    const from = Math.max(offsetBytes, part.offsetBytes);
    const to = Math.min(endBytes, part.offsetBytes + part.sizeBytes);
    if (from < to) part.fill(from - part.offsetBytes, into.subarray(from - offsetBytes, to - offsetBytes));
  }
}
