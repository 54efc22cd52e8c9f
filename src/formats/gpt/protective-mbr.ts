import { ByteReader } from '../byte-reader.ts';

// Source: UEFI specification, 5.2.3. Four records of 16 bytes, then the boot signature.
const RECORDS_AT = 446;
const RECORD_BYTES = 16;
const BOOT_SIGNATURE_AT = 510;
const BOOT_SIGNATURE = 0xaa55;
const TYPE_AT = 4;
const FIRST_LBA_AT = 8;
const SECTORS_AT = 12;
const PROTECTIVE = 0xee;
const MOST_SECTORS = 0xffffffff;

export type MbrReading =
  /** No boot signature, or no protective record: not a GPT disk to Linux and UEFI. */
  { readonly kind: 'not-protective' } | { readonly kind: 'protective'; readonly problems: readonly string[] };

/** One sector that tells software without GPT that the whole disk is taken. No boot code. */
export function encodeProtectiveMbr(sectorBytes: number, sectors: number): Uint8Array {
  const mbr = new Uint8Array(sectorBytes);
  const view = new DataView(mbr.buffer);
  // Cylinder, head and sector 0/0/2, and the greatest there is.
  mbr.set([0x00, 0x00, 0x02, 0x00, PROTECTIVE, 0xff, 0xff, 0xff], RECORDS_AT);
  view.setUint32(RECORDS_AT + FIRST_LBA_AT, 1, true);
  view.setUint32(RECORDS_AT + SECTORS_AT, Math.min(sectors - 1, MOST_SECTORS), true);
  view.setUint16(BOOT_SIGNATURE_AT, BOOT_SIGNATURE, true);
  return mbr;
}

/**
 * The firmware of the device does not look at it, so its problems are said and
 * make no copy unusable.
 * @throws Fault FMT-01 when `head` is shorter than 512 bytes
 */
export function readProtectiveMbr(head: Uint8Array, sectors: number): MbrReading {
  const reader = new ByteReader('protective MBR', head);
  const signature = reader.u16(BOOT_SIGNATURE_AT, 'boot signature');
  const offsets = [0, 1, 2, 3].map((nth) => RECORDS_AT + nth * RECORD_BYTES);
  const used = offsets.filter((at) => reader.u8(at + TYPE_AT, 'type') !== 0);
  const record = used.find((at) => reader.u8(at + TYPE_AT, 'type') === PROTECTIVE);
  if (signature !== BOOT_SIGNATURE || record === undefined) return { kind: 'not-protective' };
  const firstLba = reader.u32(record + FIRST_LBA_AT, 'first sector');
  const covered = reader.u32(record + SECTORS_AT, 'sectors');
  const problems = [
    ...(used.length > 1 ? [`it has ${used.length} records and must have the protective one alone`] : []),
    ...(firstLba === 1 ? [] : [`it begins at sector ${firstLba} and must begin at 1`]),
    ...(coversAll(covered, sectors) ? [] : [`it covers ${covered} sectors of a disk with ${sectors}`]),
  ];
  return { kind: 'protective', problems };
}

/** Some tools always write the greatest number, which everybody accepts. */
function coversAll(covered: number, sectors: number): boolean {
  return covered === MOST_SECTORS || covered === sectors - 1;
}
