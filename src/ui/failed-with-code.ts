import type { Failure, RunState } from '../core/run-state.ts';
import { beside } from './beside.ts';
import { failedBlocks } from './failed-blocks.ts';
import { type Block, fit } from './fit.ts';
import type { Size } from './frame.ts';
import { helpPage } from './help-page.ts';
import { lineColumns } from './line-columns.ts';
import { qrLines } from './qr-lines.ts';
import type { Sheet } from './sheet.ts';

/** ISO/IEC 18004 asks for 4. Where the text needs the room, 2 still set the code off. */
const QUIET_MODULES = [4, 2] as const;
const GAP_COLUMNS = 2;
/** Beside the wider code the address has to stay in one piece, too. */
const MIN_TEXT_COLUMNS = 36;
/** Up to here a block says what a person must know: none of that gives way to the code. */
const LAST_NEEDED_RANK = 6;

/** The last screen of a run that did not succeed, with its help page as a QR code beside it where there is room. */
export function failedWithCode(
  state: RunState,
  failure: Failure,
  sheet: Sheet,
  { rows, characters }: Pick<Size, 'rows' | 'characters'>,
): readonly Block[] {
  const address = helpPage(state, failure);
  if (address === null || characters === 'ascii') return failedBlocks(state, failure, sheet);
  for (const quietModules of QUIET_MODULES) {
    const code = qrLines(address, quietModules);
    const codeColumns = lineColumns(code[0] ?? []);
    const columns = sheet.columns - codeColumns - GAP_COLUMNS;
    const blocks = failedBlocks(state, failure, { ...sheet, columns: Math.max(1, columns) });
    const minColumns = quietModules === 4 ? Math.max(MIN_TEXT_COLUMNS, address.length) : MIN_TEXT_COLUMNS;
    if (columns < minColumns || code.length > rows || neededRows(blocks) > rows) continue;
    const lines = beside(fit(blocks, rows), code, sheet.columns - codeColumns);
    return [{ rank: 0, forms: [lines] }];
  }
  return failedBlocks(state, failure, sheet);
}

function neededRows(blocks: readonly Block[]): number {
  const roomiest = blocks
    .filter(({ rank }) => rank <= LAST_NEEDED_RANK)
    .map(({ rank, forms }): Block => ({ rank, forms: forms.slice(0, 1) }));
  return fit(roomiest, Number.POSITIVE_INFINITY).length;
}
