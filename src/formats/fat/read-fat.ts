import { allocationTable } from './allocation-table.ts';
import { fatFault } from './fat-fault.ts';
import type { FatMedium } from './fat-medium.ts';
import { foldedName } from './folded-name.ts';
import { followChain } from './follow-chain.ts';
import { type FatEntry, listFat } from './list-fat.ts';
import { readClusters } from './read-clusters.ts';
import { readFatGeometry } from './read-fat-geometry.ts';

export interface FatFileSystem {
  readonly kind: 'FAT16' | 'FAT32';
  /** `''` when it has none. It may have any bytes, as Latin-1. */
  readonly label: string;
  /** Every file and folder. Folders stand in front of what lies in them. */
  readonly entries: readonly FatEntry[];
  /** Upper and lower case are the same. @throws Fault FMT-01 when there is no such file */
  open(path: string): Promise<FatFile>;
}

interface FatFile {
  readonly sizeBytes: number;
  /** Fills `into`, or as much of it as there is before the end of the file; returns the bytes read. */
  read(offsetBytes: number, into: Uint8Array): Promise<number>;
}

const BOOT_BYTES = 512;

/**
 * Opens a FAT16 or FAT32 that somebody else made, and lists all of it. Nothing of it is believed: every number is
 * checked before it is used, and no memory is taken that `FAT_LIMITS` does not allow. Source: Microsoft, FAT32 File
 * System Specification 1.03 (fatgen103).
 * @throws Fault FMT-01 when it is none, or damaged; what `medium` throws
 */
export async function readFat(medium: FatMedium, sizeBytes: number): Promise<FatFileSystem> {
  if (!(sizeBytes >= BOOT_BYTES)) throw fatFault('size', `${sizeBytes} bytes have no room for a boot sector`);
  const bootSector = new Uint8Array(BOOT_BYTES);
  await medium.read(0, bootSector);
  const geometry = readFatGeometry(bootSector, sizeBytes);
  const table = allocationTable(medium, geometry);
  const { label, entries } = await listFat(medium, geometry, table);
  const byPath = new Map(entries.map((entry) => [foldedName(entry.path), entry]));
  return {
    kind: geometry.kind,
    label,
    entries,
    async open(path) {
      const entry = byPath.get(foldedName(path));
      if (entry?.kind !== 'file') throw fatFault('path', `there is no file ${JSON.stringify(path)}`);
      const clusters = Math.ceil(entry.sizeBytes / geometry.clusterBytes);
      const chain = await followChain(table, entry.firstCluster, { kind: 'exactly', clusters }, entry.path);
      return {
        sizeBytes: entry.sizeBytes,
        async read(offsetBytes, into) {
          if (!(offsetBytes >= 0)) throw fatFault('offset', `${offsetBytes} is none`);
          const bytes = Math.max(0, Math.min(into.length, entry.sizeBytes - offsetBytes));
          await readClusters(medium, geometry, { chain, offsetBytes, into: into.subarray(0, bytes) });
          return bytes;
        },
      };
    },
  };
}
