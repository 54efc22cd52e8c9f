import type { NotChosen } from '../core/events.ts';
import { Fault } from '../core/faults.ts';

/**
 * What to fail with when nothing could be chosen: SRC-01 when nothing was found, LIN-04 when what is pinned is missing,
 * the fault itself when everything was refused for the same one (with the facts of the first), SRC-02 otherwise. That
 * another release is pinned says nothing while that one was refused as well.
 */
export function nothingUsable(others: readonly NotChosen[]): Fault {
  const missing = others.find(({ code }) => code === 'LIN-04');
  if (missing !== undefined) return new Fault('LIN-04', { pinned: missing.id, source: missing.source });
  const notPinned = others.filter(({ code }) => code !== 'LIN-03');
  const telling = notPinned.length === 0 ? others : notPinned;
  const [first] = telling;
  if (first === undefined) return new Fault('SRC-01', {});
  const codes = [...new Set(telling.map(({ code }) => code ?? 'SRC-02'))].toSorted();
  const [only = 'SRC-02', ...more] = codes;
  if (more.length > 0 || only === 'SRC-02') return new Fault('SRC-02', { releases: others.length, codes });
  return new Fault(only, first.facts ?? {});
}
