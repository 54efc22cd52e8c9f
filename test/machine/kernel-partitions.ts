import { type BootAttributes, packBootAttributes } from '../../src/formats/gpt/boot-attributes.ts';
import type { GptPartition, GptTable } from '../../src/formats/gpt/gpt-table.ts';
import { GPT_TYPES } from '../../src/formats/gpt/gpt-types.ts';

export interface KernelSlot extends BootAttributes {
  readonly number: number;
}

const MIB = 1 << 20;
const SECTOR_BYTES = 512;
/** Each slot is a mebibyte, at as many mebibytes as its number says. */
const SLOT_BYTES = MIB;

/** The table of a small disk with nothing but kernel partitions on it. */
export function kernelPartitions(slots: readonly KernelSlot[]): GptTable {
  return {
    diskGuid: guid(0),
    sectorBytes: SECTOR_BYTES,
    sizeBytes: 16 * MIB,
    partitions: slots.map(partitionOf),
  };
}

function partitionOf({ number, ...boot }: KernelSlot): GptPartition {
  const firstLba = (number * SLOT_BYTES) / SECTOR_BYTES;
  return {
    number,
    typeGuid: GPT_TYPES.kernel,
    uniqueGuid: guid(number),
    firstLba,
    lastLba: firstLba + SLOT_BYTES / SECTOR_BYTES - 1,
    attributes: packBootAttributes(0n, boot),
    name: `KERN-${number}`,
  };
}

function guid(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
