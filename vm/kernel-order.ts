import { unpackBootAttributes } from '../src/formats/gpt/boot-attributes.ts';
import type { GptPartition } from '../src/formats/gpt/gpt-table.ts';
import { GPT_TYPES } from '../src/formats/gpt/gpt-types.ts';

/**
 * The kernel partitions that the firmware tries, in its order: the highest priority first, then the lowest number; one
 * that has neither proved itself nor has tries left is passed over.
 * Source: vboot_reference, firmware/lib/cgptlib/cgptlib.c, GptNextKernelEntry().
 */
export function kernelOrder(partitions: readonly GptPartition[]): GptPartition[] {
  return partitions
    .filter(({ typeGuid }) => typeGuid === GPT_TYPES.kernel)
    .map((partition) => ({
      partition,
      boot: unpackBootAttributes(partition.attributes),
    }))
    .filter(({ boot }) => boot.priority > 0 && (boot.successful === 1 || boot.tries > 0))
    .toSorted((a, b) => b.boot.priority - a.boot.priority || a.partition.number - b.partition.number)
    .map(({ partition }) => partition);
}
