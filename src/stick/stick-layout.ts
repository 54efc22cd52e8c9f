import { Fault } from '../core/faults.ts';
import { packBootAttributes } from '../formats/gpt/boot-attributes.ts';
import type { GptPartition, GptTable } from '../formats/gpt/gpt-table.ts';
import { GPT_TYPES } from '../formats/gpt/gpt-types.ts';
import { contentGuid } from './content-guid.ts';

export type StickPartition = 'EFI-SYSTEM' | 'KERN-A' | 'ROOT-A' | 'KERN-B' | 'RSD-DATA';

export interface StickSpec {
  /** Of what each partition has to hold; the partition may be larger. */
  readonly bytes: Readonly<Record<StickPartition, number>>;
  /** Of ROOT-A. */
  readonly rootGuid: string;
  /** Tells sticks apart that hold something else: every other GUID comes from it. */
  readonly content: string;
  /** Of the whole stick; the least that is enough by default. */
  readonly sizeBytes?: number;
  /** The stick as a person would name it. */
  readonly label: string;
}

const SECTOR_BYTES = 512;
const MIB = 1 << 20;
/** In the order on the stick. Room is left for software that is put over it later. */
const PARTITIONS = [
  { name: 'EFI-SYSTEM', number: 12, type: GPT_TYPES.efi, leastBytes: 64 * MIB, boot: 'never' },
  {
    name: 'KERN-A',
    number: 2,
    type: GPT_TYPES.kernel,
    leastBytes: 32 * MIB,
    boot: { priority: 15, tries: 15, successful: 1 },
  },
  { name: 'ROOT-A', number: 3, type: GPT_TYPES.rootfs, leastBytes: 128 * MIB, boot: 'never' },
  {
    name: 'KERN-B',
    number: 4,
    type: GPT_TYPES.kernel,
    leastBytes: 32 * MIB,
    boot: { priority: 14, tries: 15, successful: 0 },
  },
  { name: 'RSD-DATA', number: 1, type: GPT_TYPES.basicData, leastBytes: 64 * MIB, boot: 'never' },
] as const;

/** Where the partitions of a stick lie, each on a whole MiB; the data partition has the rest. @throws Fault MAK-02 */
export function stickLayout({ bytes, rootGuid, content, sizeBytes, label }: StickSpec): GptTable {
  let atMib = 1;
  const places = PARTITIONS.map((partition) => {
    const mib = Math.ceil(Math.max(partition.leastBytes, bytes[partition.name]) / MIB);
    const firstMib = atMib;
    atMib += mib;
    return { partition, firstMib, endMib: atMib };
  });
  const leastBytes = (atMib + 1) * MIB;
  const stickBytes = sizeBytes ?? leastBytes;
  if (stickBytes < leastBytes)
    throw new Fault('MAK-02', { disk: label, diskBytes: stickBytes, neededBytes: leastBytes });
  // The last MiB has the second copy of the table.
  const stickEndMib = Math.floor(stickBytes / MIB) - 1;
  const partitions = places.map(
    ({ partition, firstMib, endMib }): GptPartition => ({
      number: partition.number,
      typeGuid: partition.type,
      uniqueGuid: partition.name === 'ROOT-A' ? rootGuid : contentGuid(partition.name, content),
      firstLba: (firstMib * MIB) / SECTOR_BYTES,
      lastLba: ((partition.name === 'RSD-DATA' ? stickEndMib : endMib) * MIB) / SECTOR_BYTES - 1,
      attributes: partition.boot === 'never' ? 0n : packBootAttributes(0n, partition.boot),
      name: partition.name,
    }),
  );
  return {
    diskGuid: contentGuid('stick', content),
    sectorBytes: SECTOR_BYTES,
    sizeBytes: stickBytes,
    partitions,
  };
}
