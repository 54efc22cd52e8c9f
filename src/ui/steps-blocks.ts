import type { RunState } from '../core/run-state.ts';
import { beside } from './beside.ts';
import { type FactRow, factRows } from './fact-rows.ts';
import type { Block } from './fit.ts';
import type { Line } from './frame.ts';
import { lineColumns } from './line-columns.ts';
import { runningStep } from './running-step.ts';
import type { Sheet } from './sheet.ts';
import { stepLines } from './step-lines.ts';
import { tableLines } from './table-lines.ts';

/** Below this the facts stand under the steps, not beside them. */
const TWO_COLUMNS_FROM = 72;
const MANY = Number.POSITIVE_INFINITY;

/** The columns between the steps and the facts, and between the names of the facts and the facts. */
interface Gaps {
  readonly between: number;
  readonly inside: number;
}

const ROOMY: Gaps = { between: 4, inside: 3 };
const TIGHT: Gaps = { between: 2, inside: 2 };

/** The steps, and beside or below them what is being recovered. */
export function stepsBlocks(state: RunState, { columns, wording: { texts } }: Sheet): readonly Block[] {
  const steps = stepLines(state.steps, texts);
  const rows = factRows(state, texts);
  if (columns >= TWO_COLUMNS_FROM) {
    return [{ rank: 5, forms: [...withFacts(steps, rows, columns), steps, around(steps, state), []] }];
  }
  const facts = tableLines(rows, columns);
  return [
    { rank: 5, forms: [steps, around(steps, state), []] },
    { rank: 6, forms: [facts.length > 0 ? [[], ...facts] : [], []] },
  ];
}

/** The facts in as many lines as they take, if need be closer together and longer than the steps; or else cut. */
function withFacts(
  steps: readonly Line[],
  rows: readonly FactRow[],
  columns: number,
): readonly (readonly Line[])[] {
  const whole = rows.map((row) => (row.matters === 'more' ? { ...row, maxLines: MANY } : row));
  const widest = Math.max(...steps.map(lineColumns));
  const drawn = (shown: readonly FactRow[], { between, inside }: Gaps, maxRows: number): readonly Line[] => {
    const facts = tableLines(shown, columns - widest - between, shown, inside);
    return beside(steps, facts.slice(0, maxRows), widest + between);
  };
  const forms = [drawn(whole, ROOMY, MANY), drawn(whole, TIGHT, MANY)] as const;
  const level = forms.find((lines) => lines.length <= steps.length);
  return level ? [level] : [forms[1], drawn(rows, ROOMY, steps.length)];
}

/** The running step with its two neighbours. */
function around(steps: readonly Line[], state: RunState): readonly Line[] {
  const running = runningStep(state);
  const middle = running === 'none' ? 1 : running.number - 1;
  return steps.slice(Math.max(0, middle - 1), middle + 2);
}
