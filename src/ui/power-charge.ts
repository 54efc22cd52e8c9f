import type { PowerWant } from '../core/power-want.ts';
import type { Texts } from './make-texts.ts';

/** The charge that there is and the charge that is needed, in words; empty when the charge is not known. */
export function powerCharge({ facts, neededPercent: needed }: PowerWant, texts: Texts): string {
  const { battery } = facts;
  return typeof battery === 'string' ? '' : texts.power.charge({ percent: battery.chargePercent, needed });
}
