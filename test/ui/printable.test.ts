import { createRequire } from 'node:module';
import xterm from '@xterm/headless';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnsOf } from '../../src/ui/columns-of.ts';
import { printable } from '../../src/ui/printable.ts';
import { hostileText } from './arbitrary-run.ts';

/** Not in the types of blessed. */
const charWidth: (text: string, at: number) => number = createRequire(import.meta.url)('blessed').unicode
  .charWidth;

test.for([
  ['\x1b[2J', '\\u{1b}[2J'],
  ['\x9b31m', '\\u{9b}31m'],
  ['a\r\n\tb\0\x07\x7f', 'a\\u{d}\\u{a}\\u{9}b\\u{0}\\u{7}\\u{7f}'],
  ['exe\u202egpj', 'exe\\u{202e}gpj'],
  [
    '\u2066\u2069\u200b\u200d\u2028\ufeff\u00ad',
    '\\u{2066}\\u{2069}\\u{200b}\\u{200d}\\u{2028}\\u{feff}\\u{ad}',
  ],
  ['\ud83d\ude00 \ud800', '\\u{1f600} \\u{d800}'],
  ['q\u0301\u0301', 'q\\u{301}\\u{301}'],
  ['שלום', '\\u{5e9}\\u{5dc}\\u{5d5}\\u{5dd}'],
  ['ＡＢ', '\\u{ff21}\\u{ff22}'],
])('printable() shows %j as %j', ([text, shown]) => {
  expect(printable(text ?? '', 200)).toBe(shown);
});

test.for([
  '',
  'Chromium OS 121.0',
  'Žluťoučký kůň',
  'Ελληνικά',
  'Русский',
  '優麒麟 かな 한국어',
  '“quoted” – …',
  'a\\b',
])('printable() leaves %j as it is', (text) => {
  expect(printable(text, 200)).toBe(text);
});

test('printable() puts a letter and its accent together', () => {
  expect(printable('e\u0301', 10)).toBe('é');
});

test.for([
  ['abcdef', 6, 'abcdef'],
  ['abcdef', 5, 'ab...'],
  ['優麒麟', 6, '優麒麟'],
  ['優麒麟', 5, '優...'],
  ['a\x1bb', 7, 'a\\u{1b}b'.slice(0, 1) + '...'],
  ['abcdef', 2, '..'],
  ['abcdef', 0, ''],
] as const)('printable() cuts %j to %d columns', ([text, columns, shown]) => {
  expect(printable(text, columns)).toBe(shown);
});

test('printable() never takes more columns than it is given', () => {
  fc.assert(
    fc.property(hostileText, fc.nat({ max: 100 }), (text, columns) => {
      expect(columnsOf(printable(text, columns))).toBeLessThanOrEqual(columns);
    }),
  );
});

test('printable() leaves no character that a terminal would act on', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      expect(printable(text, 10_000)).not.toMatch(/[\p{C}\p{M}\p{Zl}\p{Zp}\u{10000}-\u{10ffff}]/u);
    }),
  );
});

test('printable() marks what it cuts, however the accents are spelled', () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[aàậḗǘ한優]{5,60}$/),
      fc.integer({ min: 3, max: 30 }),
      (text, columns) => {
        const shown = printable(text.normalize('NFD'), columns);
        expect(shown.endsWith('...')).toBe(columnsOf(text) > columns);
      },
    ),
  );
});

test('printable() is quick with megabytes', () => {
  expect(printable('\u202e'.repeat(1 << 22), 10)).toBe('...'.padStart(3));
});

const SHOWN = Array.from({ length: 0x1_0000 }, (_, point) => String.fromCodePoint(point)).filter(
  (character) => printable(character, 10) === character,
);

test('columnsOf() agrees with blessed on every character that may be shown', () => {
  expect(SHOWN.length).toBeGreaterThan(30_000);
  expect(SHOWN.filter((each) => charWidth(each, 0) !== columnsOf(each))).toEqual([]);
});

test('columnsOf() agrees with a terminal on every character that may be shown', async () => {
  const emulator = new xterm.Terminal({ cols: 4, rows: SHOWN.length + 1, allowProposedApi: true });
  await new Promise<void>((resolve) => emulator.write(SHOWN.join('\r\n'), resolve));
  const widths = SHOWN.map((_, row) => emulator.buffer.active.getLine(row)?.getCell(0)?.getWidth());
  expect(SHOWN.filter((each, row) => widths[row] !== columnsOf(each))).toEqual([]);
});
