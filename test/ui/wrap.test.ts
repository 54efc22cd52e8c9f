import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnsOf } from '../../src/ui/columns-of.ts';
import { wrap } from '../../src/ui/wrap.ts';

test.for<[string, number, readonly string[]]>([
  ['', 5, ['']],
  ['one two', 7, ['one two']],
  ['one two', 6, ['one', 'two']],
  ['abcdefgh', 3, ['abc', 'def', 'gh']],
  ['ab cdefgh', 3, ['ab', 'cde', 'fgh']],
  ['優麒麟', 4, ['優麒', '麟']],
  ['終了。次へ', 4, ['終', '了。', '次へ']],
  ['「次」へ', 7, ['「次」', 'へ']],
  ['manifest.jsonを読む', 14, ['manifest.json', 'を読む']],
  ['복구 완료', 5, ['복구', '완료']],
])('wrap() breaks %j at %d columns', ([text, columns, lines]) => {
  expect(wrap(text, columns)).toEqual(lines);
});

test('wrap() keeps every line within the columns, and loses and adds nothing but spaces', () => {
  const text = fc.stringMatching(/^[a-z優 ]{0,80}$/);
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 30 }), (words, columns) => {
      const lines = wrap(words, columns);
      expect(lines.filter((line) => columnsOf(line) > columns)).toEqual([]);
      expect(lines.join('').replaceAll(' ', '')).toBe(words.replaceAll(' ', ''));
    }),
  );
});
