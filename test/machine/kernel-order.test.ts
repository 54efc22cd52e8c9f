import { expect, test } from 'vitest';
import { GPT_TYPES } from '../../src/formats/gpt/gpt-types.ts';
import { kernelOrder } from '../../vm/kernel-order.ts';
import { type KernelSlot, kernelPartitions } from './kernel-partitions.ts';

const slot = (number: number, priority: number, tries: number, successful: 0 | 1): KernelSlot => ({
  number,
  priority,
  tries,
  successful,
});

test.for<[string, readonly KernelSlot[], readonly number[]]>([
  ['the highest priority first', [slot(2, 1, 0, 1), slot(4, 2, 0, 1), slot(6, 15, 0, 1)], [6, 4, 2]],
  ['the lowest number among equals', [slot(4, 3, 1, 0), slot(2, 3, 1, 0)], [2, 4]],
  ['none that has priority 0', [slot(2, 0, 15, 1), slot(4, 1, 1, 0)], [4]],
  ['none that has neither tries nor success', [slot(2, 9, 0, 0), slot(4, 1, 0, 1)], [4]],
])('kernelOrder() gives %s', ([, slots, numbers]) => {
  expect(kernelOrder(kernelPartitions(slots).partitions).map(({ number }) => number)).toEqual(numbers);
});

test('kernelOrder() gives no partition of another type', () => {
  const { partitions } = kernelPartitions([slot(2, 15, 15, 1)]);
  expect(kernelOrder(partitions.map((one) => ({ ...one, typeGuid: GPT_TYPES.rootfs })))).toEqual([]);
});
