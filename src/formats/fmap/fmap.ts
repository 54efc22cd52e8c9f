/** A named piece of a flash image. Areas may lie inside of one another. */
export interface FmapArea {
  /** Printable ASCII, at most 32 characters, in one FMAP only once. */
  readonly name: string;
  readonly offsetBytes: number;
  readonly sizeBytes: number;
  /** Bits: 1 static, 2 compressed, 4 read-only, 8 to be kept when firmware is updated. */
  readonly flags: number;
}

/** The map of a flash image. */
export interface Fmap {
  /** Where the processor sees the flash; often 0. */
  readonly baseAddress: bigint;
  /** Of the whole flash image. */
  readonly sizeBytes: number;
  readonly name: string;
  readonly areas: readonly FmapArea[];
}

// Offsets in bytes. Source: vboot_reference, host/lib/include/fmap.h.
export const FMAP_AT = { majorVersion: 8, minorVersion: 9, base: 10, size: 18, name: 22, count: 54 } as const;
export const FMAP_AREA_AT = { offset: 0, size: 4, name: 8, flags: 40 } as const;

export const FMAP_SIGNATURE = '__FMAP__';
export const FMAP_HEADER_BYTES = 56;
export const FMAP_AREA_BYTES = 42;
export const FMAP_NAME_BYTES = 32;
/** Real images have some sixty. */
export const FMAP_MAX_AREAS = 1024;
