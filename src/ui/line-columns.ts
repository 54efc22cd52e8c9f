import { columnsOf } from './columns-of.ts';
import type { Line } from './frame.ts';

/** Columns that a line takes. */
export function lineColumns(line: Line): number {
  return line.reduce((sum, { text }) => sum + columnsOf(text), 0);
}
