import type { Manifest } from '../catalog/manifest.ts';
import type { VerifiedRelease } from '../catalog/verified-release.ts';
import { Fault } from '../core/faults.ts';
import type { DiskDescription } from '../core/ports.ts';
import { packBootAttributes } from '../formats/gpt/boot-attributes.ts';
import { encodeGpt } from '../formats/gpt/encode-gpt.ts';
import type { GptPartition } from '../formats/gpt/gpt-table.ts';
import { GPT_TYPES } from '../formats/gpt/gpt-types.ts';
import { imageBytesOf } from './image-bytes.ts';
import { type PlannedPartition, planLayout } from './plan-layout.ts';

/** Both copies of a partition table, ready to be written. The primary goes to byte 0. */
export interface TableCopies {
  readonly primary: Uint8Array;
  readonly secondary: Uint8Array;
  readonly secondaryOffsetBytes: number;
}

/** All that will be done to the disk, decided before any of it is. */
export interface InstallPlan {
  readonly disk: DiskDescription;
  readonly partitions: readonly PlannedPartition[];
  /** The new table with no kernel that the firmware would start. */
  readonly unbootable: TableCopies;
  readonly bootable: TableCopies;
}

/**
 * Decides everything and touches nothing: a refusal here means that the disk is as it was.
 * @throws Fault DSK-02, DSK-11, IMG-08
 */
export function planInstall(
  release: VerifiedRelease,
  disk: DiskDescription,
  newGuid: () => string,
): InstallPlan {
  const partitions = planLayout(release.manifest.layout, disk);
  refuseTightPartitions(partitions, release.manifest);
  const guids = { disk: newGuid(), partitions: partitions.map(newGuid) };
  const table = (mode: 'bootable' | 'unbootable'): TableCopies =>
    encodeGpt({
      diskGuid: guids.disk,
      sectorBytes: disk.sectorBytes,
      sizeBytes: disk.sizeBytes,
      partitions: partitions.map((partition, at) =>
        entry(partition, guids.partitions[at] ?? '', disk.sectorBytes, mode),
      ),
    });
  return { disk, partitions, unbootable: table('unbootable'), bootable: table('bootable') };
}

function refuseTightPartitions(partitions: readonly PlannedPartition[], manifest: Manifest): void {
  for (const { label, payload, lengthBytes } of partitions) {
    const payloadBytes = payload === undefined ? 0 : imageBytesOf(manifest, payload);
    if (payloadBytes > lengthBytes) {
      throw new Fault('IMG-08', { partition: label, payloadBytes, partitionBytes: lengthBytes });
    }
  }
}

function entry(
  { number, label, type, offsetBytes, lengthBytes, boot }: PlannedPartition,
  uniqueGuid: string,
  sectorBytes: number,
  mode: 'bootable' | 'unbootable',
): GptPartition {
  const attributes = mode === 'bootable' && boot !== undefined ? packBootAttributes(0n, boot) : 0n;
  const firstLba = offsetBytes / sectorBytes;
  const lastLba = firstLba + lengthBytes / sectorBytes - 1;
  return { number, name: label, typeGuid: GPT_TYPES[type], uniqueGuid, firstLba, lastLba, attributes };
}
