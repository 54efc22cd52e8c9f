import { cutLine } from './cut-line.ts';
import type { Line } from './frame.ts';
import { lineColumns } from './line-columns.ts';

/** Two groups of lines side by side, the right one beginning at `leftColumns`. */
export function beside(left: readonly Line[], right: readonly Line[], leftColumns: number): readonly Line[] {
  return Array.from({ length: Math.max(left.length, right.length) }, (_, at) => {
    const start = cutLine(left[at] ?? [], leftColumns - 1);
    const gap = ' '.repeat(leftColumns - lineColumns(start));
    return [...start, { text: gap, tone: 'plain' }, ...(right[at] ?? [])];
  });
}
