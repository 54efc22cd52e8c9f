/** dm-verity as Chromium OS uses it: 4 KiB data blocks, 4 KiB tree blocks, SHA-256. */
export const BLOCK_BYTES = 4096;
export const DIGEST_BYTES = 32;
export const DIGESTS_PER_BLOCK = BLOCK_BYTES / DIGEST_BYTES;
