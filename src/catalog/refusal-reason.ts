import { FAULTS, type FaultCode } from '../core/fault-catalogue.ts';
import type { Facts } from '../core/faults.ts';

/** What the facts of a refusal add to its title, for a person who looks at a list of releases. */
const DETAILS: { readonly [C in FaultCode]?: string } = {
  'SRC-03': 'this is {hwid}, SKU {sku}, and the release is for {models}',
  'SRC-04': 'this is {deviceArch}, and the release is for {releaseArch}',
  'SRC-05': 'this is {agent}, and the release needs {minimumAgent}',
  'MAN-01': '{problem}',
  'MAN-02': '{field}: {problem}',
  'MAN-03': '{file} has {bytes} bytes of at most {maxBytes}',
  'MAN-04': '{field}',
  'SIG-01': '{problem}',
  'SIG-02': '{problem}',
  'SIG-03': '{problem}',
  'IMG-09': 'the version of its kernel is {version}, and the minimum is {minimum}',
  'LIN-03': 'it is {pinned}',
  'LIN-04': 'it is {pinned}',
  'SIG-05': 'its rollback version is {version}, and the minimum is {minimum}',
};

/** Why a release was refused, in plain words. */
export function refusalReason(code: FaultCode, facts: Facts): string {
  const { title } = FAULTS[code];
  const detail = DETAILS[code]?.replaceAll(/\{(\w+)\}/g, (_, name: string) => words(facts[name]));
  return detail === undefined ? title : `${title}: ${detail}`;
}

function words(fact: Facts[string] | undefined): string {
  return typeof fact === 'object' ? fact.join(', ') : String(fact);
}
