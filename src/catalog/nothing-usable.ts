import type { NotChosen } from '../core/events.ts';
import { Fault } from '../core/faults.ts';

/**
 * What to fail with when nothing could be chosen: SRC-01 when nothing was found, the fault itself when everything
 * was refused for the same one (with the facts of the first), SRC-02 otherwise.
 */
export function nothingUsable(others: readonly NotChosen[]): Fault {
  const [first] = others;
  if (first === undefined) return new Fault('SRC-01', {});
  const codes = [...new Set(others.map(({ code }) => code ?? 'SRC-02'))].toSorted();
  const [only = 'SRC-02', ...more] = codes;
  if (more.length > 0 || only === 'SRC-02') return new Fault('SRC-02', { releases: others.length, codes });
  return new Fault(only, first.facts ?? {});
}
