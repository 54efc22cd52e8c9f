/** The Google Binary Block of a flash image, as far as recovery needs it. */
export interface Gbb {
  /** All 32 bits. Source of their meaning: vboot_reference, 2gbb_flags.h. */
  readonly flags: number;
  /** Printable ASCII, at most 255 characters. */
  readonly hwid: string;
  /** Room for a packed key, whole: the key, then whatever fills the room. Nothing in it is checked. */
  readonly rootKey: Uint8Array;
  readonly recoveryKey: Uint8Array;
}

// Offsets in bytes. Source: vboot_reference, 2struct.h, struct vb2_gbb_header.
export const GBB_AT = {
  signature: 0,
  majorVersion: 4,
  minorVersion: 6,
  headerBytes: 8,
  flags: 12,
  hwid: 16,
  rootKey: 24,
  bitmaps: 32,
  recoveryKey: 40,
  hwidDigest: 48,
} as const;

export const GBB_SIGNATURE = '$GBB';
export const GBB_HEADER_BYTES = 128;
/** The firmware reads no more of the hardware ID, NUL included. */
export const GBB_HWID_BYTES = 256;
