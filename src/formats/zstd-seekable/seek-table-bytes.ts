import { SEEK_TABLE } from './seek-table-layout.ts';

/** How long the seek table of so many frames can be at most: as long as it is when every entry has a checksum. */
export function seekTableBytes(frames: number): number {
  const { headerBytes, entryBytes, checksumBytes, footerBytes } = SEEK_TABLE;
  return headerBytes + frames * (entryBytes + checksumBytes) + footerBytes;
}
