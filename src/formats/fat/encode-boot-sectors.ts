import { fatFault } from './fat-fault.ts';
import { type Fat32Geometry, SECTOR_BYTES } from './fat32-geometry.ts';

export interface BootSectors {
  /** Sectors of the disk in front of the file system. */
  readonly hiddenSectors: number;
  /** 11 characters, filled up with spaces. */
  readonly label: string;
  /** A u32. */
  readonly id: number;
  readonly freeClusters: number;
  /** 0xFFFFFFFF when none is free. */
  readonly nextFreeCluster: number;
}

const MAX_U32 = 2 ** 32 - 1;
/** The boot sector, FSInfo and a third sector, which has the signature only; then from `COPY_SECTOR` on once more. */
const RECORD_SECTORS = 3;
const COPY_SECTOR = 6;
/** Jumps behind the fields, where the next boot device is asked for (INT 18h) and, failing that, the processor halts. */
const JUMP = [0xeb, 0x58, 0x90];
const CODE = [0xcd, 0x18, 0xf4, 0xeb, 0xfd];
/** What Microsoft recommends, since some drivers ask for it. */
const OEM_NAME = 'MSWIN4.1';

/**
 * The first nine sectors of a FAT32 file system. Source: fatgen103, "Boot Sector and BPB Structure" and "FAT32 FSInfo
 * Sector Structure and Backup Boot Sector".
 * @throws Fault FMT-01 when a number is no u32
 */
export function encodeBootSectors(geometry: Fat32Geometry, boot: BootSectors): Uint8Array {
  const record = new Uint8Array(RECORD_SECTORS * SECTOR_BYTES);
  record.set(bootSector(geometry, boot), 0);
  record.set(infoSector(boot), SECTOR_BYTES);
  for (let sector = 0; sector < RECORD_SECTORS; sector++)
    record.set([0x55, 0xaa], sector * SECTOR_BYTES + 510);
  const both = new Uint8Array((COPY_SECTOR + RECORD_SECTORS) * SECTOR_BYTES);
  both.set(record, 0);
  both.set(record, COPY_SECTOR * SECTOR_BYTES);
  return both;
}

function bootSector(geometry: Fat32Geometry, { hiddenSectors, label, id }: BootSectors): Uint8Array {
  const sector = new Uint8Array(SECTOR_BYTES);
  const view = new DataView(sector.buffer);
  sector.set(JUMP, 0);
  sector.set(ascii(OEM_NAME), 3);
  view.setUint16(11, SECTOR_BYTES, true);
  view.setUint8(13, geometry.clusterSectors);
  view.setUint16(14, geometry.reservedSectors, true);
  view.setUint8(16, 2); // allocation tables
  view.setUint8(21, 0xf8); // a disk that stays
  view.setUint16(24, 63, true); // sectors per track, and heads: what everybody claims
  view.setUint16(26, 255, true);
  view.setUint32(28, u32('hidden sectors', hiddenSectors), true);
  view.setUint32(32, geometry.sectors, true);
  view.setUint32(36, geometry.tableSectors, true);
  view.setUint32(44, 2, true); // cluster of the root folder
  view.setUint16(48, 1, true); // sector of FSInfo
  view.setUint16(50, COPY_SECTOR, true);
  view.setUint8(64, 0x80); // first hard disk
  view.setUint8(66, 0x29); // the next three fields are there
  view.setUint32(67, u32('id', id), true);
  sector.set(ascii(label), 71);
  sector.set(ascii('FAT32   '), 82);
  sector.set(CODE, 90);
  return sector;
}

function infoSector({ freeClusters, nextFreeCluster }: BootSectors): Uint8Array {
  const sector = new Uint8Array(SECTOR_BYTES);
  const view = new DataView(sector.buffer);
  view.setUint32(0, 0x41615252, true);
  view.setUint32(484, 0x61417272, true);
  view.setUint32(488, freeClusters, true);
  view.setUint32(492, nextFreeCluster, true);
  return sector;
}

function u32(field: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= MAX_U32) return value;
  throw fatFault(field, `${value} is no whole number of 32 bits`);
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
