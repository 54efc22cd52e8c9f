import { expect, test } from 'vitest';
import { slotMemory } from '../../src/host/slot-memory.ts';

test('slotMemory() gives as many buffers as asked, side by side in shared memory and each on a page', () => {
  const slots = slotMemory(3, 1 << 20);
  expect(slots.map(({ length }) => length)).toEqual([1 << 20, 1 << 20, 1 << 20]);
  expect(slots.map(({ byteOffset }) => byteOffset)).toEqual([0, 1 << 20, 2 << 20]);
  expect(slots.every(({ buffer }) => buffer instanceof SharedArrayBuffer)).toBe(true);
});

test('slotMemory() gives buffers that do not overlap', () => {
  const slots = slotMemory(5, 4096);
  for (const [at, slot] of slots.entries()) slot.fill(at + 1);
  expect(slots.map((slot) => [slot[0], slot[4095]])).toEqual([1, 2, 3, 4, 5].map((value) => [value, value]));
});

test('slotMemory() gives memory that is empty', () => {
  const [slot = Uint8Array.of(1)] = slotMemory(1, 4096);
  expect(slot.every((byte) => byte === 0)).toBe(true);
});

test('slotMemory() gives no buffers when asked for none', () => {
  expect(slotMemory(0, 4096)).toEqual([]);
});
