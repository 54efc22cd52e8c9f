import type { PowerFacts } from '../core/power-facts.ts';

/**
 * Whether there is enough power for what must not be interrupted: a charger is plugged in, or the battery has
 * `neededPercent`, or there is no battery, so that the device runs from the mains. A dead battery on a charger passes.
 */
export function powerGate(
  { charger, battery }: PowerFacts,
  neededPercent: number,
): 'enough' | 'too-little' | 'unknown' {
  if (charger === 'plugged-in' || battery === 'none') return 'enough';
  if (battery === 'unknown') return 'unknown';
  if (battery.chargePercent >= neededPercent) return 'enough';
  return charger === 'not-plugged-in' ? 'too-little' : 'unknown';
}
