import type { RunState } from '../core/run-state.ts';
import type { Block } from './fit.ts';
import { paragraph } from './paragraph.ts';
import type { Sheet } from './sheet.ts';

const MOST_SHOWN = 3;

/** The newest warnings; the details have them all. */
export function warningBlock({ warnings }: RunState, { columns, wording }: Sheet): Block {
  const shown = warnings.slice(-MOST_SHOWN).map(({ code }) => {
    const { title: problem } = wording.faultText(code);
    return paragraph(wording.texts.warning({ problem }), columns, 'warn');
  });
  return { rank: 3, forms: [shown.flat(), shown.at(-1)?.slice(0, 1) ?? [], []] };
}
