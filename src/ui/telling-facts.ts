import type { FaultCode } from '../core/fault-catalogue.ts';
import type { Facts } from '../core/faults.ts';
import { factsTable } from './facts-table.ts';
import type { TableRow } from './table-lines.ts';

/** Facts of network faults that help the person at the device; the log has the rest. */
const TELLING: ReadonlySet<string> = new Set([
  'network',
  'device',
  'host',
  'proxy',
  'path',
  'file',
  'line',
  'key',
  'problem',
]);

/** The facts that matter to a person. Of a link that failed for a reason without a code they get the reason's number. */
export function tellingFacts(code: FaultCode, facts: Facts): readonly TableRow[] {
  return factsTable(facts).filter(({ label, texts }) => texts.join('') !== '' && isTelling(label, code));
}

function isTelling(label: string, code: FaultCode): boolean {
  return TELLING.has(label) || (code === 'NET-41' && label === 'reason');
}
