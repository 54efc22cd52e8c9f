import { packBootAttributes, unpackBootAttributes } from '../src/formats/gpt/boot-attributes.ts';
import type { GptTable } from '../src/formats/gpt/gpt-table.ts';

/**
 * The table as the firmware leaves it when it has started the kernel in partition `number`, or found it bad. A kernel
 * that has proved itself is left alone; another loses a try, or with its last one its place in the order.
 * Source: vboot_reference, firmware/lib/cgptlib/cgptlib.c, GptUpdateKernelEntry().
 */
export function afterAttempt(table: GptTable, number: number, result: 'started' | 'bad'): GptTable {
  const index = table.partitions.findIndex((partition) => partition.number === number);
  const partition = table.partitions[index];
  if (partition === undefined) throw new Error(`There is no partition ${number}`);
  const attributes = attributesAfter(partition.attributes, result);
  if (attributes === partition.attributes) return table;
  return {
    ...table,
    partitions: table.partitions.with(index, { ...partition, attributes }),
  };
}

function attributesAfter(attributes: bigint, result: 'started' | 'bad'): bigint {
  const boot = unpackBootAttributes(attributes);
  if (boot.successful === 1) return attributes;
  const tries = result === 'started' ? boot.tries - 1 : 0;
  return packBootAttributes(attributes, {
    ...boot,
    tries,
    priority: tries === 0 ? 0 : boot.priority,
  });
}
