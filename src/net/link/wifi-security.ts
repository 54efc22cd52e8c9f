import type { WifiNetwork } from './network-manager.ts';

/** An open network that names an encrypted one beside it. */
const OPEN_WITH_A_TWIN = 'OWE-TM';

/** Reads the words of nmcli, such as `WPA1 WPA2`, `WPA2 WPA3`, `WPA2 802.1X`, `WEP`, `OWE`; none for an open network. */
export function wifiSecurity(words: string): WifiNetwork['security'] {
  const all = new Set(words.split(' ').filter((word) => word !== '' && word !== OPEN_WITH_A_TWIN));
  if (all.size === 0) return 'open';
  const [isWpa2, isWpa3] = [all.has('WPA1') || all.has('WPA2'), all.has('WPA3')];
  if (all.has('802.1X') || !(isWpa2 || isWpa3)) return 'other';
  if (isWpa2 && isWpa3) return 'wpa2-wpa3';
  return isWpa3 ? 'wpa3' : 'wpa2';
}
