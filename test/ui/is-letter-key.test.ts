import { expect, test } from 'vitest';
import { isLetterKey } from '../../src/ui/is-letter-key.ts';

const typed = (character: string): { key: string; typed: string } => ({ key: character, typed: character });

test.for([
  ['Russian', 'g', 'п'],
  ['Russian with Caps Lock', 'g', 'П'],
  ['Ukrainian', 's', 'і'],
  ['Bulgarian', 'g', 'ж'],
  ['phonetic Bulgarian', 'v', 'ж'],
  ['Serbian', 'j', 'ј'],
  ['Greek', 'g', 'γ'],
  ['Greek capital', 's', 'Σ'],
  ['Hebrew', 'g', '\u05e2'],
  ['Arabic', 'g', '\u0644'],
  ['Persian', 'k', '\u0646'],
  ['English', 'g', 'g'],
] as const)('isLetterKey() knows a %s keyboard: the key %s writes %s', ([, letter, character]) => {
  expect(isLetterKey(letter, typed(character))).toBe(true);
});

test.for(['a', 'т', '.', '', '7', 'enter', 'é', '😀', 'пп'])(
  'isLetterKey() takes "%s" for no G on any keyboard',
  (character) => {
    expect(isLetterKey('g', typed(character))).toBe(false);
  },
);

test('isLetterKey() takes a key that writes nothing for no letter', () => {
  expect(isLetterKey('g', { key: 'up', typed: '' })).toBe(false);
  expect(isLetterKey('p', { key: '.', typed: '.' })).toBe(false);
});
