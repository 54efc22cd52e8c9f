import { expect, test } from 'vitest';
import { requestSlots } from '../../src/net/request-slots.ts';

test('requestSlots() lets so many in at once, and the others in the order in which they came', async () => {
  const slots = requestSlots(2);
  const inside: number[] = [];
  for (const name of [1, 2, 3, 4]) void slots.take().then(() => inside.push(name));
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  await settled();
  expect(inside).toEqual([1, 2]);
  slots.give();
  await settled();
  expect(inside).toEqual([1, 2, 3]);
  slots.give();
  slots.give();
  slots.give();
  await settled();
  void slots.take().then(() => inside.push(5));
  await settled();
  expect(inside).toEqual([1, 2, 3, 4, 5]);
});
