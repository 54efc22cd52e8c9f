import type { WifiChoice } from '../../core/wifi-question.ts';
import type { WifiNetwork } from './network-manager.ts';
import { ssidText } from './ssid-text.ts';

/** Every name and security once, by its strongest access point, the strongest first. Hidden ones have no name to show. */
export function wifiChoices(networks: readonly WifiNetwork[]): readonly WifiChoice[] {
  const strongest = new Map<string, WifiChoice>();
  for (const { ssid, security, signalPercent } of networks) {
    const key = `${ssid} ${security}`;
    if (ssid === 'hidden' || (strongest.get(key)?.signalPercent ?? -1) >= signalPercent) continue;
    strongest.set(key, { ssid, name: ssidText(ssid), security, signalPercent });
  }
  return [...strongest.values()].toSorted(
    (a, b) => b.signalPercent - a.signalPercent || (a.name < b.name ? -1 : 1),
  );
}
