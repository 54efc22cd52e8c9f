import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contentGuid } from '../../src/stick/content-guid.ts';

test('contentGuid() is a GUID of version 8, and the same for the same words', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), (words) => {
      expect(contentGuid(...words)).toMatch(
        /^[0-9A-F]{8}-[0-9A-F]{4}-8[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}$/,
      );
      expect(contentGuid(...words)).toBe(contentGuid(...words));
    }),
  );
});

test('contentGuid() tells words apart that are divided in other places', () => {
  expect(contentGuid('ab', 'c')).not.toBe(contentGuid('a', 'bc'));
});
