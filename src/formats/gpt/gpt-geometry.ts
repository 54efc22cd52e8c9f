import { Fault } from '../../core/faults.ts';

/** 128 entries of 128 bytes: what every GPT of ours has, and the most that is read of another. */
export const ENTRY_BYTES = 128;
export const MAX_ENTRIES = 128;

/** Where the two copies lie on a disk, and what is left between them. In sectors unless the name says bytes. */
export interface GptGeometry {
  readonly sectorBytes: 512 | 4096;
  readonly sectors: number;
  /** The last sector of the disk: the secondary header. */
  readonly lastLba: number;
  /** First and last sector that a partition of a new table may use. */
  readonly firstUsableLba: number;
  readonly lastUsableLba: number;
  /** Protective MBR, header and entries, from offset 0. What has to be read to know the primary copy. */
  readonly headBytes: number;
  /** Entries and header at the end of the disk. What has to be read to know the secondary copy. */
  readonly tailBytes: number;
}

/**
 * @throws Fault FMT-01 when the disk is not a whole number of sectors or has no room between the copies
 */
export function gptGeometry(sectorBytes: 512 | 4096, sizeBytes: number): GptGeometry {
  const sectors = sizeBytes / sectorBytes;
  if (!Number.isSafeInteger(sizeBytes) || !Number.isInteger(sectors)) {
    throw badSize(`${sizeBytes} bytes are not a whole number of ${sectorBytes}-byte sectors`);
  }
  const entriesSectors = (MAX_ENTRIES * ENTRY_BYTES) / sectorBytes;
  const firstUsableLba = 2 + entriesSectors;
  const lastUsableLba = sectors - 2 - entriesSectors;
  if (lastUsableLba < firstUsableLba) throw badSize(`${sizeBytes} bytes have no room for a partition`);
  return {
    sectorBytes,
    sectors,
    lastLba: sectors - 1,
    firstUsableLba,
    lastUsableLba,
    headBytes: firstUsableLba * sectorBytes,
    tailBytes: (1 + entriesSectors) * sectorBytes,
  };
}

function badSize(problem: string): Fault {
  return new Fault('FMT-01', { format: 'GPT', field: 'size of the disk', problem });
}
