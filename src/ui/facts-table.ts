import type { Facts } from '../core/faults.ts';
import type { TableRow } from './table-lines.ts';

/**
 * Facts under their own names: they are the same in every language, in the log and over the phone. One that is empty, as
 * the network's name of a cable is, tells nothing.
 */
export function factsTable(facts: Facts): readonly TableRow[] {
  return Object.entries(facts)
    .map(([label, value]) => ({ label, text: typeof value === 'object' ? value.join(', ') : String(value) }))
    .filter(({ text }) => text !== '')
    .map(({ label, text }) => ({ label, texts: [text] }));
}
