import { GPT_TYPES } from '../../formats/gpt/gpt-types.ts';
import type { ImageBytes } from '../image-bytes.ts';
import { partOf } from '../part-of.ts';
import { imageFault } from './image-fault.ts';
import type { ImageFile } from './image-file.ts';
import { imagePartitions } from './image-partitions.ts';

const SECTOR_BYTES = 512;
const TYPES = { 'KERN-A': 'kernel', 'KERN-B': 'kernel', 'ROOT-A': 'rootfs' } as const;

export type PartitionName = keyof typeof TYPES;

/** Finds partitions by their names, as `cgpt show | grep` does. @throws Fault IMP-01 when one is missing or there twice */
export async function imagePartition(
  image: ImageFile,
  signal: AbortSignal,
): Promise<(name: PartitionName) => ImageBytes> {
  const partitions = await imagePartitions(image, signal);
  return (name) => {
    const found = partitions.filter((one) => one.name === name);
    const [partition] = found;
    if (partition === undefined) throw imageFault(image.file, `it has no partition ${name}`);
    if (found.length > 1) throw imageFault(image.file, `it has ${found.length} partitions ${name}`);
    if (partition.typeGuid !== GPT_TYPES[TYPES[name]])
      throw imageFault(image.file, `${name} is not of the type ${TYPES[name]}`);
    const { firstLba, lastLba } = partition;
    return partOf(image.bytes, firstLba * SECTOR_BYTES, (lastLba - firstLba + 1) * SECTOR_BYTES);
  };
}
