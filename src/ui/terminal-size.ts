import type { Size } from './frame.ts';
import type { Terminal } from './terminal.ts';

/** A serial line does not know its size, and says 0. */
const USUAL_COLUMNS = 80;
const USUAL_ROWS = 24;

export function terminalSize({ output, characters = 'unicode' }: Terminal): Size {
  return { columns: output.columns || USUAL_COLUMNS, rows: output.rows || USUAL_ROWS, characters };
}
