import { expect, test } from 'vitest';
import { shortened } from '../../src/catalog/shortened.ts';

test('shortened() leaves a short list alone and counts what it cuts off a long one', () => {
  const eight = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  expect(shortened(eight)).toEqual(eight);
  expect(shortened([...eight, 'i', 'j'])).toEqual([...eight, '2 more']);
});
