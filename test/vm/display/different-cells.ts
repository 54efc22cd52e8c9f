import type { Picture } from './picture.ts';

/** A place for a character; the first is 0, 0. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** Of Unifont. */
const CELL_PX = { width: 8, height: 16 } as const;
/** A letter that is missing, or another one, differs in many more. */
const TOLERATED_PX = 2;

/** The characters that are not the same in both pictures, but in rows that may differ; all when the sizes differ. */
export function differentCells(a: Picture, b: Picture, mayDiffer: ReadonlySet<number>): readonly Cell[] {
  const [columns, rows] = [a.widthPx / CELL_PX.width, a.heightPx / CELL_PX.height].map(Math.ceil);
  const cells = Array.from({ length: rows ?? 0 }, (_, row) =>
    Array.from({ length: columns ?? 0 }, (_each, column) => ({ row, column })),
  ).flat();
  if (a.widthPx !== b.widthPx || a.heightPx !== b.heightPx) return cells;
  return cells.filter((cell) => !mayDiffer.has(cell.row) && differentPixels(a, b, cell) > TOLERATED_PX);
}

function differentPixels(a: Picture, b: Picture, { row, column }: Cell): number {
  let different = 0;
  for (let y = row * CELL_PX.height; y < (row + 1) * CELL_PX.height; y += 1)
    for (let x = column * CELL_PX.width; x < (column + 1) * CELL_PX.width; x += 1)
      if (a.lit[y * a.widthPx + x] !== b.lit[y * a.widthPx + x]) different += 1;
  return different;
}
