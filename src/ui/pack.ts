import { columnsOf } from './columns-of.ts';

const GAP = '    ';

/** Short texts side by side, on as few lines of `columns` columns as they need. */
export function pack(texts: readonly string[], columns: number): readonly string[] {
  const lines: string[] = [];
  for (const text of texts) {
    const longer = `${lines.at(-1)}${GAP}${text}`;
    if (lines.length > 0 && columnsOf(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(text);
  }
  return lines;
}
