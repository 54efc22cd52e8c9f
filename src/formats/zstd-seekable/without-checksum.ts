/** Source: RFC 8878, section 3.1.1.1.1. */
const DESCRIPTOR_AT = 4;
const CHECKSUM_FLAG = 0x04;
const CHECKSUM_BYTES = 4;

/**
 * A zstd frame without its checksum, in the same memory, which is changed. For content that is compared with signed
 * digests anyway: the checksum would cost as much as a third of unpacking. What is no frame is given back as it is.
 */
export function withoutChecksum(frame: Uint8Array): Uint8Array {
  const descriptor = frame[DESCRIPTOR_AT] ?? 0;
  if ((descriptor & CHECKSUM_FLAG) === 0 || frame.length <= DESCRIPTOR_AT + CHECKSUM_BYTES) return frame;
  frame[DESCRIPTOR_AT] = descriptor & ~CHECKSUM_FLAG;
  return frame.subarray(0, -CHECKSUM_BYTES);
}
