import { expect, test } from 'vitest';
import { blockLetters } from '../../src/ui/block-letters.ts';
import { lineColumns } from '../../src/ui/line-columns.ts';
import { toAscii } from '../../src/ui/to-ascii.ts';
import { VERDICTS, type Verdict, verdictBanners } from '../../src/ui/verdict-banner.ts';

const ALL: readonly Verdict[] = ['pass', 'fail', 'done-before', 'hold'];

function rowsOf(verdict: Verdict, columns: number): readonly string[] {
  return (verdictBanners(verdict, columns)[0] ?? []).map((line) => line.map(({ text }) => text).join(''));
}

test.for(ALL)('verdictBanners() has letters for every word: "%s"', (verdict) => {
  for (const letter of VERDICTS[verdict].word) expect(blockLetters(letter).join('')).toContain('#');
});

test.for([50, 76, 116, 236])('verdictBanners() never draws wider than %d columns, nor ragged', (columns) => {
  for (const verdict of ALL) {
    for (const form of verdictBanners(verdict, columns)) {
      const [width = 0, ...others] = new Set(form.map(lineColumns));
      expect(others).toEqual([]);
      expect(width).toBeLessThanOrEqual(columns);
    }
  }
});

test('verdictBanners() draws as large as there is room, and then smaller, and nothing where there is none', () => {
  expect(verdictBanners('pass', 236).map(({ length }) => length)).toEqual([23, 16, 9, 9]);
  expect(verdictBanners('pass', 40)).toEqual([]);
});

test('verdictBanners() shows pass and fail in two colours, frames and shapes, also in ASCII', () => {
  expect(VERDICTS.pass.tone).not.toBe(VERDICTS.fail.tone);
  const [pass, fail] = [rowsOf('pass', 76).map(toAscii), rowsOf('fail', 76).map(toAscii)];
  expect(pass[0]).toMatch(/^#+$/);
  expect(fail[0]).toMatch(/^X+$/);
  const shape = (rows: readonly string[]) => rows.slice(1, -1).map((row) => row.slice(2, 20));
  expect(shape(pass)).not.toEqual(shape(fail));
  expect([...pass, ...fail].filter((row) => /[^#X ]/.test(row))).toEqual([]);
});
