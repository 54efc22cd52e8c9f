import { columnsOf } from './columns-of.ts';
import { cutPieces } from './cut-pieces.ts';
import type { Line } from './frame.ts';

/** The line in at most `columns` columns. */
export function cutLine(line: Line, columns: number): Line {
  let left = Math.max(0, columns);
  return line.flatMap((span) => {
    const text = cutPieces(Array.from(span.text), left);
    left -= columnsOf(text);
    return text === '' ? [] : [{ ...span, text }];
  });
}
