import { columnsOf } from './columns-of.ts';
import { cutPieces } from './cut-pieces.ts';
import type { Line, Span } from './frame.ts';
import type { Language } from './language.ts';
import { COLUMN_LANGUAGES } from './language-layout.ts';
import { line } from './line.ts';
import { shapeArabic } from './shape-arabic.ts';
import type { Sheet } from './sheet.ts';
import { visualOrder } from './visual-order.ts';

const MARK_COLUMNS = 2;
const GAP_COLUMNS = 2;

/** All languages in columns, where there is room for them; otherwise those around the marked one. */
export function languageListLines(
  languages: readonly Language[],
  marked: number,
  sheet: Sheet,
  rows: number,
): readonly Line[] {
  const names = languages.map(({ name }) => shownName(name, sheet));
  const columns = chunked(names);
  const widths = columns.map((column) => MARK_COLUMNS + Math.max(...column.map(columnsOf)) + GAP_COLUMNS);
  const neededColumns = widths.reduce((sum, width) => sum + width, -GAP_COLUMNS);
  const isWhole = neededColumns <= sheet.columns && rows >= Math.min(COLUMN_LANGUAGES, names.length);
  const cells = names.map((name, at) => {
    const width = widths[Math.floor(at / COLUMN_LANGUAGES)] ?? 0;
    return cell(name, at === marked, isWhole ? width : sheet.columns);
  });
  return isWhole ? inColumns(cells) : around(cells, marked, sheet, rows);
}

function chunked(names: readonly string[]): readonly (readonly string[])[] {
  const count = Math.ceil(names.length / COLUMN_LANGUAGES);
  return Array.from({ length: count }, (_, at) =>
    names.slice(at * COLUMN_LANGUAGES, (at + 1) * COLUMN_LANGUAGES),
  );
}

/** The letters as they stand beside each other, in the direction of the screen: `mirrored` turns those of the other one. */
function shownName(name: string, { wording }: Sheet): string {
  const shaped = shapeArabic(name);
  return wording.direction === 'right-to-left' ? shaped : readFromLeft(shaped);
}

const RIGHT_TO_LEFT_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}]/u;

function readFromLeft(name: string): string {
  return RIGHT_TO_LEFT_LETTER.test(name) ? visualOrder(name) : name;
}

function cell(name: string, isMarked: boolean, columns: number): readonly Span[] {
  const tone = isMarked ? 'strong' : 'plain';
  const shown = cutPieces(Array.from(name), Math.max(1, columns - MARK_COLUMNS));
  const gap = ' '.repeat(Math.max(0, columns - MARK_COLUMNS - columnsOf(shown)));
  // Apart from each other, as a piece that has letters from right to left is turned as a whole.
  return [isMarked ? '> ' : '  ', shown, gap].map((text) => ({ text, tone }));
}

function inColumns(cells: readonly (readonly Span[])[]): readonly Line[] {
  const rows = Math.min(COLUMN_LANGUAGES, cells.length);
  return Array.from({ length: rows }, (_, row) =>
    cells.filter((_each, at) => at % COLUMN_LANGUAGES === row).flat(),
  );
}

function around(
  cells: readonly (readonly Span[])[],
  marked: number,
  { wording: { texts } }: Sheet,
  rows: number,
): readonly Line[] {
  if (cells.length <= rows) return cells;
  const size = Math.max(1, rows - 1);
  const first = Math.max(0, Math.min(cells.length - size, marked - Math.floor(size / 2)));
  const last = Math.min(cells.length, first + size);
  const where = texts.details.lines({ first: first + 1, last, count: cells.length });
  return [...cells.slice(first, last), line(where, 'quiet')];
}
