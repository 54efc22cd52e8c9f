import { columnsOf } from './columns-of.ts';

const CUT_MARK = '...';

/** The pieces in at most `maxColumns` columns: whole ones only, and a mark where some are left out. */
export function cutPieces(pieces: readonly string[], maxColumns: number): string {
  const fitting = take(pieces, maxColumns);
  if (fitting.length === pieces.length) return pieces.join('');
  const mark = CUT_MARK.slice(0, Math.max(0, maxColumns));
  return take(pieces, maxColumns - mark.length).join('') + mark;
}

function take(pieces: readonly string[], maxColumns: number): readonly string[] {
  let columns = 0;
  const end = pieces.findIndex((piece) => {
    columns += columnsOf(piece);
    return columns > maxColumns;
  });
  return end === -1 ? pieces : pieces.slice(0, end);
}
