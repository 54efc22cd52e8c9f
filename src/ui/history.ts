import type { StampedEvent } from '../core/events.ts';
import type { RunState } from '../core/run-state.ts';
import { ENGLISH } from './english.ts';
import { plainLines } from './plain-line.ts';
import { printableData } from './printable-data.ts';

/** Something that a screen was told, and the run before it; or that it was not there to be told. */
export type HistoryEntry = 'missing' | { readonly stamped: StampedEvent; readonly before: RunState };

/** The newest of what a screen was told since it was opened, in order: at most `MAX_ENTRIES`. */
export type History = readonly HistoryEntry[];

const MAX_ENTRIES = 1000;

/** The history after one more event. One of which nothing is said, as most of those of progress, is no news. */
export function historyAfterEvent(history: History, stamped: StampedEvent, before: RunState): History {
  if (plainLines(stamped, before, ENGLISH).length === 0) return history;
  const longer = [...history, { stamped: printableData(stamped), before }];
  return longer.length > MAX_ENTRIES ? ['missing', ...longer.slice(-(MAX_ENTRIES - 1))] : longer;
}

/** The history after a screen was attached to an agent that had told `seq` events by then. */
export function historyAfterState(history: History, { seq }: RunState): History {
  return seq === 0 || history.at(-1) === 'missing' ? history : [...history, 'missing'];
}
