import type { RunState } from '../core/run-state.ts';
import { beside } from './beside.ts';
import { factRows } from './fact-rows.ts';
import type { Block } from './fit.ts';
import type { Line } from './frame.ts';
import { lineColumns } from './line-columns.ts';
import { runningStep } from './running-step.ts';
import { stepLines } from './step-lines.ts';
import { tableLines } from './table-lines.ts';

/** Below this the facts stand under the steps, not beside them. */
const TWO_COLUMNS_FROM = 72;
const BETWEEN = 4;

/** The steps, and beside or below them what is being recovered. */
export function stepsBlocks(state: RunState, columns: number): readonly Block[] {
  const steps = stepLines(state.steps);
  if (columns >= TWO_COLUMNS_FROM) {
    const left = Math.max(...steps.map(lineColumns)) + BETWEEN;
    const facts = tableLines(factRows(state), columns - left).slice(0, steps.length);
    return [{ rank: 5, forms: [beside(steps, facts, left), steps, around(steps, state), []] }];
  }
  const facts = tableLines(factRows(state), columns);
  return [
    { rank: 5, forms: [steps, around(steps, state), []] },
    { rank: 6, forms: [facts.length > 0 ? [[], ...facts] : [], []] },
  ];
}

/** The running step with its two neighbours. */
function around(steps: readonly Line[], state: RunState): readonly Line[] {
  const running = runningStep(state);
  const middle = running === 'none' ? 1 : running.number - 1;
  return steps.slice(Math.max(0, middle - 1), middle + 2);
}
