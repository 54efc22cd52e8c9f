/**
 * The zstd seekable format: zstd frames one after the other, then one skippable frame with an entry for each of
 * them and a footer. All numbers are little-endian. Source: zstd, contrib/seekable_format, version 0.1.0.
 */
export const SEEK_TABLE = {
  /** Skippable frame: magic, size of what follows. */
  headerBytes: 8,
  skippableMagic: 0x184d2a5e,
  /** Entry: compressed size, decompressed size, and a checksum when the footer says so. */
  entryBytes: 8,
  checksumBytes: 4,
  /** Footer: number of frames, descriptor, magic. */
  footerBytes: 9,
  checksumFlag: 0x80,
  seekableMagic: 0x8f92eab1,
} as const;
