import type { WifiChoice } from '../core/wifi-question.ts';

/** The strength of a network in whole percent from 0 to 100, whatever the adapter says. */
export function signalPercent({ signalPercent: said }: WifiChoice): number {
  return Math.max(0, Math.min(100, Math.round(said)));
}
