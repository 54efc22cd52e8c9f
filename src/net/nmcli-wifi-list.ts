import { Buffer } from 'node:buffer';
import type { WifiNetwork } from './network-manager.ts';
import { nmcliFields } from './nmcli-fields.ts';
import { type Ssid, ssidOf } from './ssid.ts';

/** Prints what `nmcliWifiList` reads. The name itself is not asked for: as text it has lost bytes. */
export const LIST_WIFI: readonly string[] = [
  '--terse',
  '--colors',
  'no',
  '--fields',
  'SSID-HEX,SECURITY,SIGNAL',
  'device',
  'wifi',
  'list',
  '--rescan',
  'no',
  'ifname',
];

const MAX_NETWORKS = 512;
/** An open network that names an encrypted one beside it. */
const OPEN_WITH_A_TWIN = 'OWE-TM';

/** Reads the list of access points that were heard. A line that is none is left out: whoever owns one may send anything. */
export function nmcliWifiList(text: string): readonly WifiNetwork[] {
  return text
    .split('\n')
    .slice(0, MAX_NETWORKS)
    .flatMap((line) => network(nmcliFields(line)));
}

function network([hex, security, signal, ...more]: readonly string[]): readonly WifiNetwork[] {
  if (hex === undefined || security === undefined || signal === undefined || more.length > 0) return [];
  const ssid = ssidOfHex(hex);
  if (ssid === 'not-an-ssid' || !/^\d{1,3}$/.test(signal)) return [];
  return [{ ssid, security: securityOf(security), signalPercent: Math.min(100, Number(signal)) }];
}

/** Some hidden networks send no name, some as many zeros as it is long. */
function ssidOfHex(hex: string): Ssid | 'hidden' | 'not-an-ssid' {
  if (/^(?:00)*$/.test(hex)) return 'hidden';
  return /^(?:[0-9A-Fa-f]{2})+$/.test(hex) ? ssidOf(Buffer.from(hex, 'hex')) : 'not-an-ssid';
}

/** Words such as `WPA1 WPA2`, `WPA2 WPA3`, `WPA2 802.1X`, `WEP`, `OWE`; none for an open network. */
function securityOf(words: string): WifiNetwork['security'] {
  const all = new Set(words.split(' ').filter((word) => word !== '' && word !== OPEN_WITH_A_TWIN));
  if (all.size === 0) return 'open';
  const [isWpa2, isWpa3] = [all.has('WPA1') || all.has('WPA2'), all.has('WPA3')];
  if (all.has('802.1X') || !(isWpa2 || isWpa3)) return 'other';
  if (isWpa2 && isWpa3) return 'wpa2-wpa3';
  return isWpa3 ? 'wpa3' : 'wpa2';
}
