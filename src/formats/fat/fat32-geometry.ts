import { fatFault } from './fat-fault.ts';

/** Where the parts of a FAT32 file system lie, in sectors of 512 bytes unless the name says bytes. */
export interface Fat32Geometry {
  readonly sectors: number;
  readonly clusterSectors: number;
  readonly clusterBytes: number;
  /** In front of the first allocation table. */
  readonly reservedSectors: number;
  /** Of each of the two allocation tables. */
  readonly tableSectors: number;
  /** Where cluster 2 is, the first there is: a whole MiB. */
  readonly dataOffsetBytes: number;
  readonly clusters: number;
}

export const SECTOR_BYTES = 512;
const MIB = 2 ** 20;
const MIB_SECTORS = MIB / SECTOR_BYTES;
/** As everybody has; with the boot sector, its copy, and what belongs to them. */
const LEAST_RESERVED = 32;
/** With fewer it would be taken for a FAT16. Source: fatgen103, "FAT Type Determination". */
const LEAST_CLUSTERS = 65_525;
/** The count of sectors is a u32. */
const MAX_SECTORS = 2 ** 32 - 1;
const ENTRIES_PER_SECTOR = SECTOR_BYTES / 4;
/** Both tables begin and end at a whole 4 KiB. */
const TABLE_STEP = 8;

/** @throws Fault FMT-01 for a file system that is no whole number of sectors, below 33 MiB, or not below 2 TiB */
export function fat32Geometry(sizeBytes: number): Fat32Geometry {
  const sectors = sizeBytes / SECTOR_BYTES;
  if (!Number.isInteger(sectors)) throw fatFault('size', `${sizeBytes} bytes are not whole sectors of 512`);
  if (sectors > MAX_SECTORS) throw fatFault('size', `${sizeBytes} bytes; FAT32 ends below 2 TiB`);
  const clusterSectors = clusterSectorsFor(sizeBytes);
  const tableSectors = roundedUp((sectors / clusterSectors + 2) / ENTRIES_PER_SECTOR, TABLE_STEP);
  const dataSector = roundedUp(LEAST_RESERVED + 2 * tableSectors, MIB_SECTORS);
  const clusters = Math.floor((sectors - dataSector) / clusterSectors);
  if (clusters < LEAST_CLUSTERS) {
    const problem = `${sizeBytes} bytes have room for ${Math.max(0, clusters)} clusters; FAT32 has at least`;
    throw fatFault('size', `${problem} ${LEAST_CLUSTERS}`);
  }
  return {
    sectors,
    clusterSectors,
    clusterBytes: clusterSectors * SECTOR_BYTES,
    reservedSectors: dataSector - 2 * tableSectors,
    tableSectors,
    dataOffsetBytes: dataSector * SECTOR_BYTES,
    clusters,
  };
}

/** As everybody makes them: small clusters where a FAT32 would otherwise have too few to be one, large ones for speed. */
function clusterSectorsFor(sizeBytes: number): number {
  const steps = [
    { upToBytes: 260 * MIB, sectors: 1 },
    { upToBytes: 8192 * MIB, sectors: 8 },
    { upToBytes: 16384 * MIB, sectors: 16 },
    { upToBytes: 32768 * MIB, sectors: 32 },
  ];
  return steps.find(({ upToBytes }) => sizeBytes <= upToBytes)?.sectors ?? 64;
}

function roundedUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
