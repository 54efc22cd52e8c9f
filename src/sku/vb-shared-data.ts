/** What the firmware left for the running system, as far as it is used here. */
export interface VbSharedData {
  readonly flags: number;
  /** Rollback minimums of the security chip: key version << 16 | version, unsigned. */
  readonly minimumFirmware: number;
  readonly minimumKernel: number;
  /** 0..255 */
  readonly recoveryReason: number;
}

const MAX_DUMP_BYTES = 1 << 16;
/** Version 1 of the structure ends at byte 1072, before the recovery reason; every later one has this many bytes. */
const HEADER_BYTES = 1096;
const FLAGS_OFFSET = 32;
const FIRMWARE_VERSION_OFFSET = 136;
const KERNEL_VERSION_OFFSET = 140;
const RECOVERY_REASON_OFFSET = 1072;
const MAGIC = [0x56, 0x62, 0x53, 0x44]; // "VbSD"

/**
 * Reads a VbSharedDataHeader of version 2 or later (vboot_reference, `vboot_struct.h`), from its bytes as the device
 * tree has them or from the text dump that Chromium OS kernels make of them (`56 62 53 44 …`). Null for anything else:
 * mainline kernels print the structure as a C string, which ends at its sixth byte.
 */
export function readVbSharedData(bytes: Uint8Array): VbSharedData | null {
  const header = hasMagic(bytes) ? bytes : fromDump(bytes);
  if (!hasMagic(header) || header.length < HEADER_BYTES) return null;
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  // Version 1 has flags as well, but not those of the switches.
  if (view.getUint32(4, true) < 2) return null;
  return {
    flags: view.getUint32(FLAGS_OFFSET, true),
    minimumFirmware: view.getUint32(FIRMWARE_VERSION_OFFSET, true),
    minimumKernel: view.getUint32(KERNEL_VERSION_OFFSET, true),
    recoveryReason: view.getUint8(RECOVERY_REASON_OFFSET),
  };
}

function hasMagic(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, index) => bytes[index] === byte);
}

function fromDump(dump: Uint8Array): Uint8Array {
  if (dump.length > MAX_DUMP_BYTES) return new Uint8Array();
  const words = new TextDecoder('latin1').decode(dump).trim().split(/\s+/);
  if (!words.every((word) => /^[0-9a-f]{2}$/i.test(word))) return new Uint8Array();
  return Uint8Array.from(words, (word) => Number.parseInt(word, 16));
}
