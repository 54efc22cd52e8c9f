import type { PowerWant } from '../core/power-want.ts';
import type { Texts } from './make-texts.ts';

/** The charge that there is and the charge that is needed, in words; empty when the charge is not known. */
export function powerCharge({ facts, neededPercent }: PowerWant, texts: Texts): string {
  const { battery } = facts;
  if (typeof battery === 'string') return '';
  return texts.power.charge({ percent: whole(battery.chargePercent), needed: whole(neededPercent) });
}

/** A file of events that is played may have any number there. */
function whole(percent: number): number {
  return Math.max(0, Math.min(100, Math.round(percent)));
}
