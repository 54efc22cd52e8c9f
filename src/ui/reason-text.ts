import type { NotChosen } from '../core/events.ts';
import { FAULTS, type FaultCode } from '../core/fault-catalogue.ts';
import type { Facts } from '../core/faults.ts';
import { becauseText } from './because-text.ts';
import type { Wording } from './wording.ts';

type Names = readonly string[];

/** The facts of a refusal that compare this device with the release. */
const COMPARED: { readonly [C in FaultCode]?: { readonly here: Names; readonly release: Names } } = {
  'SRC-03': { here: ['hwid', 'sku'], release: ['models'] },
  'SRC-04': { here: ['deviceArch'], release: ['releaseArch'] },
  'SRC-05': { here: ['agent'], release: ['minimumAgent'] },
  'IMG-09': { here: ['minimum'], release: ['version'] },
  'SIG-05': { here: ['minimum'], release: ['version'] },
};

/** Why a candidate was not taken, in the language of the screen; what else the agent knows follows as it came. */
export function reasonText(candidate: NotChosen, { texts, faultText }: Wording): string {
  const { code, facts = {}, reason, because } = candidate;
  if (because) return becauseText(because, texts);
  if (code === undefined) return reason;
  const { title } = faultText(code);
  const compared = COMPARED[code];
  if (compared) {
    const { here, release } = compared;
    return texts.details.compared({ title, here: valuesOf(facts, here), release: valuesOf(facts, release) });
  }
  const english = FAULTS[code].title;
  return reason.startsWith(english) ? title + reason.slice(english.length) : reason;
}

function valuesOf(facts: Facts, names: Names): string {
  return names
    .flatMap((name) => {
      const value = facts[name] ?? [];
      return name === 'sku' ? `SKU ${String(value)}` : value;
    })
    .join(', ');
}
