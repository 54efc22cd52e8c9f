import { expect, test } from 'vitest';
import { knownLanguages } from '../../src/host/known-languages.ts';
import { messagesOf, TAGS } from '../ui/locale-files.ts';

const LANGUAGES = knownLanguages();

test('knownLanguages() has every language that there are messages of, by the name that it gives itself', () => {
  expect(LANGUAGES.map(({ tag }) => tag).toSorted()).toEqual(TAGS);
  expect(LANGUAGES.filter(({ tag, name }) => messagesOf(tag)['@name'] !== name)).toEqual([]);
});

test('knownLanguages() lists each script by itself, as a person looks for it', () => {
  const scripts = ['Latin', 'Greek', 'Cyrillic', 'Hebrew', 'Arabic', 'Hangul', 'Han'];
  const order = LANGUAGES.map(({ name }) =>
    scripts.findIndex((script) => new RegExp(`^\\p{Script=${script}}`, 'u').test(name)),
  );
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  expect(order).not.toContain(-1);
});
