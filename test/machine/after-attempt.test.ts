import { expect, test } from 'vitest';
import { type BootAttributes, unpackBootAttributes } from '../../src/formats/gpt/boot-attributes.ts';
import { afterAttempt } from '../../vm/after-attempt.ts';
import { kernelPartitions } from './kernel-partitions.ts';

const boot = (priority: number, tries: number, successful: 0 | 1): BootAttributes => ({
  priority,
  tries,
  successful,
});

test.for<[string, BootAttributes, 'started' | 'bad', BootAttributes]>([
  ['takes a try', boot(3, 15, 0), 'started', boot(3, 14, 0)],
  ['takes the last try and with it the priority', boot(3, 1, 0), 'started', boot(0, 0, 0)],
  ['takes everything from a bad kernel', boot(3, 15, 0), 'bad', boot(0, 0, 0)],
  ['leaves one that has proved itself', boot(3, 0, 1), 'started', boot(3, 0, 1)],
  ['leaves one that has proved itself and is bad', boot(3, 5, 1), 'bad', boot(3, 5, 1)],
])('afterAttempt() %s', ([, before, result, after]) => {
  const table = kernelPartitions([
    { number: 2, ...before },
    { number: 4, ...boot(1, 2, 0) },
  ]);
  const { partitions } = afterAttempt(table, 2, result);
  expect(partitions.map(({ attributes }) => unpackBootAttributes(attributes))).toEqual([
    after,
    boot(1, 2, 0),
  ]);
});

test('afterAttempt() gives the very table when nothing changes, so that it is not written', () => {
  const table = kernelPartitions([{ number: 2, ...boot(15, 15, 1) }]);
  expect(afterAttempt(table, 2, 'started')).toBe(table);
});
