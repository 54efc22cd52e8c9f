import { ByteReader } from '../byte-reader.ts';
import { DIRECTORY_ENTRY } from './directory-entry.ts';
import { FAT_LIMITS } from './fat-limits.ts';

/** Where the parts of somebody's file system lie. All of it is within the medium. */
export interface FatGeometry {
  readonly kind: 'FAT16' | 'FAT32';
  readonly clusterBytes: number;
  /** Of the allocation table that counts. */
  readonly tableOffsetBytes: number;
  /** Where cluster 2 is, the first there is. */
  readonly dataOffsetBytes: number;
  readonly clusters: number;
  /** A FAT16 has its root folder in a place of its own. */
  readonly root:
    | { readonly kind: 'chain'; readonly firstCluster: number }
    | { readonly kind: 'place'; readonly offsetBytes: number; readonly sizeBytes: number };
}

const SECTOR_BYTES = [512, 1024, 2048, 4096];
const CLUSTER_SECTORS = [1, 2, 4, 8, 16, 32, 64, 128];
const MAX_TABLES = 4;
/** Fewer clusters than this are a FAT12. */
const LEAST_CLUSTERS = 4085;
const FAT16_CLUSTERS = 65_524;

interface Layout {
  readonly sectorBytes: number;
  readonly clusterSectors: number;
  readonly reservedSectors: number;
  readonly tables: number;
  readonly tableSectors: number;
  readonly rootEntries: number;
  readonly sectors: number;
}

/**
 * Reads the first 512 bytes of a FAT16 or FAT32. What Linux takes for a FAT32 is one here. Source: fatgen103, "Boot
 * Sector and BPB Structure"; Linux, fs/fat/inode.c.
 * @throws Fault FMT-01 when it is something else, ends behind `sizeBytes`, or has a table above 64 MiB
 */
export function readFatGeometry(bootSector: Uint8Array, sizeBytes: number): FatGeometry {
  const boot = new ByteReader('FAT', bootSector);
  refuseOther(boot);
  const layout = readLayout(boot);
  const { sectorBytes, clusterSectors, reservedSectors, tables, tableSectors, sectors } = layout;
  if (sectors * sectorBytes > sizeBytes) {
    throw boot.fault('size', `it has ${sectors * sectorBytes} bytes, and there are ${sizeBytes}`);
  }
  const rootSectors = Math.ceil((layout.rootEntries * DIRECTORY_ENTRY.sizeBytes) / sectorBytes);
  const rootSector = reservedSectors + tables * tableSectors;
  const dataSector = rootSector + rootSectors;
  const clusters = Math.floor((sectors - dataSector) / clusterSectors);
  const kind = boot.u16(22, 'table size') === 0 ? 'FAT32' : 'FAT16';
  checkClusters(boot, kind, clusters, tableSectors * sectorBytes);
  return {
    kind,
    clusterBytes: clusterSectors * sectorBytes,
    tableOffsetBytes: (reservedSectors + usedTable(boot, kind, tables) * tableSectors) * sectorBytes,
    dataOffsetBytes: dataSector * sectorBytes,
    clusters,
    root:
      kind === 'FAT32'
        ? { kind: 'chain', firstCluster: boot.u32(44, 'root folder') }
        : { kind: 'place', offsetBytes: rootSector * sectorBytes, sizeBytes: rootSectors * sectorBytes },
  };
}

function refuseOther(boot: ByteReader): void {
  if (boot.u16(510, 'signature') !== 0xaa55) throw boot.fault('signature', 'there is no boot sector');
  const maker = String.fromCharCode(...boot.slice(3, 8, 'maker'));
  if (['EXFAT   ', 'NTFS    '].includes(maker)) throw boot.fault('kind', `it is ${maker.trim()}, not FAT`);
}

function readLayout(boot: ByteReader): Layout {
  const sectors16 = boot.u16(19, 'sectors');
  const tableSectors16 = boot.u16(22, 'table size');
  const field = (name: string, value: number, allowed: (value: number) => boolean): number => {
    if (allowed(value)) return value;
    throw boot.fault(name, `it is ${value}, which no FAT has`);
  };
  const positive = (value: number): boolean => value > 0;
  return {
    sectorBytes: field('sector size', boot.u16(11, 'sector size'), (size) => SECTOR_BYTES.includes(size)),
    clusterSectors: field('cluster size', boot.u8(13, 'cluster size'), (size) =>
      CLUSTER_SECTORS.includes(size),
    ),
    reservedSectors: field('reserved sectors', boot.u16(14, 'reserved sectors'), positive),
    tables: field('tables', boot.u8(16, 'tables'), (tables) => tables > 0 && tables <= MAX_TABLES),
    tableSectors: field(
      'table size',
      tableSectors16 === 0 ? boot.u32(36, 'table size') : tableSectors16,
      positive,
    ),
    rootEntries: boot.u16(17, 'root entries'),
    sectors: sectors16 === 0 ? boot.u32(32, 'sectors') : sectors16,
  };
}

function checkClusters(
  boot: ByteReader,
  kind: FatGeometry['kind'],
  clusters: number,
  tableBytes: number,
): void {
  if (clusters < 1) throw boot.fault('clusters', 'there is no room for data');
  if (kind === 'FAT16' && clusters < LEAST_CLUSTERS) throw boot.fault('kind', 'it is a FAT12');
  if (kind === 'FAT16' && clusters > FAT16_CLUSTERS) throw boot.fault('clusters', 'too many for a FAT16');
  const neededBytes = (clusters + 2) * (kind === 'FAT32' ? 4 : 2);
  if (neededBytes > tableBytes) {
    throw boot.fault('table size', `${tableBytes} bytes; ${clusters} clusters take ${neededBytes}`);
  }
  if (neededBytes > FAT_LIMITS.tableBytes) {
    throw boot.fault('table size', `${neededBytes} bytes; ${FAT_LIMITS.tableBytes} are read at most`);
  }
}

/** FAT32 may say that only one of its tables is kept up to date. */
function usedTable(boot: ByteReader, kind: FatGeometry['kind'], tables: number): number {
  const flags = kind === 'FAT32' ? boot.u16(40, 'flags') : 0;
  const used = (flags & 0x80) === 0 ? 0 : flags & 0x0f;
  if (used < tables) return used;
  throw boot.fault('flags', `table ${used} of ${tables} counts`);
}
