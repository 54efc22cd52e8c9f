import type { RunState } from '../core/run-state.ts';
import type { Verdict } from './verdict-banner.ts';

export type LineVerdict = Exclude<Verdict, 'hold'>;

const OF_OUTCOME = { complete: 'pass', failed: 'fail', 'done-before': 'done-before' } as const;

/** What a device of a line shows in the end; `none` before that, and where this is no line. Old firmware is no pass. */
export function verdictOf({ line, outcome, firmware }: RunState): LineVerdict | 'none' {
  if (line !== null && outcome === 'complete' && firmware?.result === 'failed') return 'fail';
  return line === null || outcome === 'running' ? 'none' : OF_OUTCOME[outcome];
}
