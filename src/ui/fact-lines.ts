import type { Texts } from './make-texts.ts';
import type { TableRow } from './table-lines.ts';

const INDENT = '  ';

/** Facts in plain lines, one a line. */
export function factLines(rows: readonly TableRow[], { plain: WORDS }: Texts): readonly string[] {
  return rows.map(({ label, texts }) => INDENT + WORDS.fact({ name: label, value: texts.join(', ') }));
}
