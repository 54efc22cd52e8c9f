import { columnsOf } from './columns-of.ts';
import { cutPieces } from './cut-pieces.ts';
import type { Line, Tone } from './frame.ts';
import { wrap } from './wrap.ts';

export interface TableRow {
  readonly label: string;
  /** Each text starts on a line of its own. */
  readonly texts: readonly string[];
  readonly tone?: Tone;
  /** Of each text; as many as it takes when absent. */
  readonly maxLines?: number;
}

const GAP_COLUMNS = 3;
const MAX_LABEL_COLUMNS = 24;

/** Labels at the left, the texts beside them, wrapped. `alignedWith` are rows that are drawn apart in line with these. */
export function tableLines(
  rows: readonly TableRow[],
  columns: number,
  alignedWith: readonly TableRow[] = rows,
  gapColumns: number = GAP_COLUMNS,
): readonly Line[] {
  const widest = Math.max(0, ...alignedWith.map(({ label }) => columnsOf(label)));
  const labelColumns = Math.min(widest, MAX_LABEL_COLUMNS, Math.floor(columns / 2)) + gapColumns;
  return rows.flatMap((row) => rowLines(row, labelColumns, Math.max(1, columns - labelColumns)));
}

function rowLines(row: TableRow, labelColumns: number, textColumns: number): readonly Line[] {
  const labels = wrap(row.label, labelColumns - 1);
  const texts = row.texts.flatMap((text) => wrapAtMost(text, textColumns, row.maxLines));
  return Array.from({ length: Math.max(labels.length, texts.length) }, (_, at) => {
    const label = labels[at] ?? '';
    const gap = ' '.repeat(Math.max(0, labelColumns - columnsOf(label)));
    return [
      { text: label + gap, tone: 'quiet' },
      { text: texts[at] ?? '', tone: row.tone ?? 'plain' },
    ];
  });
}

function wrapAtMost(text: string, columns: number, maxLines = Number.POSITIVE_INFINITY): readonly string[] {
  const lines = wrap(text, columns);
  if (lines.length <= maxLines) return lines;
  const last = cutPieces(Array.from(`${lines[maxLines - 1]} ${lines[maxLines]}`), columns);
  return [...lines.slice(0, maxLines - 1), last];
}
