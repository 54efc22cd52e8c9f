const HEADER_BYTES = 1096;
const FLAGS = {
  developerSwitch: 0x10,
  recoveryButton: 0x20,
  writeProtected: 0x40,
};
/** Of the security chip, for firmware and kernels: key version << 16 | version. */
const ROLLBACK = { offsets: [136, 140], minimum: 0x1_0001 };
const RECOVERY_REASON_OFFSET = 1072;

/**
 * A VbSharedDataHeader of version 3 as text, bytes in hexadecimal: mainline kernels print a string whole, and a buffer
 * only up to its first zero. Source: vboot_reference, firmware/include/vboot_struct.h.
 */
export function sharedDataDump(facts: {
  readonly developerSwitch: 'on' | 'off';
  readonly recoveryReason: number;
}): string {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('VbSD', 0, 'latin1');
  header.writeUInt32LE(3, 4);
  for (const offset of [8, 16, 24]) header.writeBigUInt64LE(BigInt(HEADER_BYTES), offset);
  const developer = facts.developerSwitch === 'on' ? FLAGS.developerSwitch : 0;
  header.writeUInt32LE(FLAGS.recoveryButton | FLAGS.writeProtected | developer, 32);
  for (const offset of ROLLBACK.offsets) header.writeUInt32LE(ROLLBACK.minimum, offset);
  header.writeUInt8(facts.recoveryReason, RECOVERY_REASON_OFFSET);
  return (header.toString('hex').match(/../g) ?? []).join(' ');
}
