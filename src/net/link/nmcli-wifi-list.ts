import { Buffer } from 'node:buffer';
import { type Ssid, ssidOf } from '../settings/ssid.ts';
import type { WifiNetwork } from './network-manager.ts';
import { nmcliFields } from './nmcli-fields.ts';
import { wifiSecurity } from './wifi-security.ts';

/** An access point and the network that it belongs to. */
export interface AccessPoint {
  /** Its own address, e.g. `02:00:00:00:00:00`. */
  readonly bssid: string;
  readonly network: WifiNetwork;
}

/** Prints what `nmcliWifiList` reads. The name itself is not asked for: as text it has lost bytes. */
export const LIST_WIFI: readonly string[] = [
  '--terse',
  '--colors',
  'no',
  '--fields',
  'BSSID,SSID-HEX,SECURITY,SIGNAL',
  'device',
  'wifi',
  'list',
  '--rescan',
  'no',
  'ifname',
];

const MAX_NETWORKS = 512;

/** Reads the list of access points that were heard. A line that is none is left out: whoever owns one may send anything. */
export function nmcliWifiList(text: string): readonly AccessPoint[] {
  return text
    .split('\n')
    .slice(0, MAX_NETWORKS)
    .flatMap((line) => accessPoint(nmcliFields(line)));
}

function accessPoint([bssid, hex, security, signal, ...more]: readonly string[]): readonly AccessPoint[] {
  if (hex === undefined || security === undefined || signal === undefined || more.length > 0) return [];
  const ssid = ssidOfHex(hex);
  if (bssid === undefined || ssid === 'not-an-ssid' || !/^\d{1,3}$/.test(signal)) return [];
  const signalPercent = Math.min(100, Number(signal));
  return [{ bssid, network: { ssid, security: wifiSecurity(security), signalPercent } }];
}

/** Some hidden networks send no name, some as many zeros as it is long. */
function ssidOfHex(hex: string): Ssid | 'hidden' | 'not-an-ssid' {
  if (/^(?:00)*$/.test(hex)) return 'hidden';
  return /^(?:[0-9A-Fa-f]{2})+$/.test(hex) ? ssidOf(Buffer.from(hex, 'hex')) : 'not-an-ssid';
}
