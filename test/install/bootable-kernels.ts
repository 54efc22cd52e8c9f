import { crc32 } from 'node:zlib';

/** Reads bytes of a disk. */
export type ReadDisk = (offsetBytes: number, lengthBytes: number) => Uint8Array;

export interface BootSlot {
  readonly copy: 'primary' | 'secondary';
  readonly number: number;
  readonly offsetBytes: number;
}

const LBA = 512;
const KERNEL_TYPE = 'fe3a2a5d-4f32-41a7-b725-accc3285a309';

/**
 * The kernels that vboot would try, from either copy of the partition table, best first. Written from the format tables
 * and not with the code under test, which it judges.
 */
export function bootableKernels(read: ReadDisk, sizeBytes: number): BootSlot[] {
  return [
    ...slotsIn(read, 1, 'primary' as const),
    ...slotsIn(read, sizeBytes / LBA - 1, 'secondary' as const),
  ];
}

function slotsIn(read: ReadDisk, headerLba: number, copy: BootSlot['copy']): BootSlot[] {
  const header = Buffer.from(read(headerLba * LBA, LBA));
  const headerBytes = header.readUInt32LE(12);
  if (header.toString('latin1', 0, 8) !== 'EFI PART' || headerBytes < 92 || headerBytes > LBA) return [];
  const unsigned = Buffer.from(header.subarray(0, headerBytes));
  unsigned.writeUInt32LE(0, 16);
  if (crc32(unsigned) !== header.readUInt32LE(16)) return [];
  if (Number(header.readBigUInt64LE(24)) !== headerLba) return [];
  const entries = Buffer.from(read(Number(header.readBigUInt64LE(72)) * LBA, 128 * 128));
  if (crc32(entries) !== header.readUInt32LE(88)) return [];
  return Array.from({ length: 128 }, (_, at) => entries.subarray(at * 128, (at + 1) * 128))
    .map((entry, at) => ({ entry, number: at + 1, attributes: entry.readBigUInt64LE(48) }))
    .filter(({ entry, attributes }) => guidOf(entry) === KERNEL_TYPE && mayBoot(attributes))
    .toSorted((a, b) => priority(b.attributes) - priority(a.attributes))
    .map(({ entry, number }) => ({ copy, number, offsetBytes: Number(entry.readBigUInt64LE(32)) * LBA }));
}

function guidOf(entry: Buffer): string {
  const hex = (start: number, length: number): string => entry.toString('hex', start, start + length);
  const swapped = (start: number, length: number): string =>
    Buffer.from(entry.subarray(start, start + length).toReversed()).toString('hex');
  return [swapped(0, 4), swapped(4, 2), swapped(6, 2), hex(8, 2), hex(10, 6)].join('-');
}

function mayBoot(attributes: bigint): boolean {
  const tries = Number((attributes >> 52n) & 15n);
  const successful = Number((attributes >> 56n) & 1n);
  return priority(attributes) > 0 && (successful === 1 || tries > 0);
}

function priority(attributes: bigint): number {
  return Number((attributes >> 48n) & 15n);
}
