import { FAULTS } from '../core/fault-catalogue.ts';
import type { RunState } from '../core/run-state.ts';
import type { Block } from './fit.ts';
import { paragraph } from './paragraph.ts';
import { TEXTS } from './texts.ts';

const MOST_SHOWN = 3;

/** The newest warnings; the details have them all. */
export function warningBlock({ warnings }: RunState, columns: number): Block {
  const shown = warnings.slice(-MOST_SHOWN).map(({ code }) => {
    const { title: problem } = FAULTS[code];
    return paragraph(TEXTS.warning({ problem }), columns, 'warn');
  });
  return { rank: 3, forms: [shown.flat(), shown.at(-1)?.slice(0, 1) ?? [], []] };
}
