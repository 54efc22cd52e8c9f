import { Buffer } from 'node:buffer';
import type { Secret } from '../secret.ts';
import type { IpSettings } from '../settings/network-settings.ts';
import type { Ssid } from '../settings/ssid.ts';
import { ipSections } from './ip-sections.ts';
import { keyfile } from './keyfile.ts';
import type { LinkProfile } from './network-manager.ts';

/** How to get into a WiFi network. */
export interface WifiAccess {
  readonly ssid: Ssid;
  readonly hidden: boolean;
  /** `wpa-psk` takes WPA2 and WPA3, whichever the access point has; `sae` takes WPA3 only. */
  readonly key: { readonly management: 'wpa-psk' | 'sae'; readonly passphrase: Secret } | 'open';
}

/** A link over the air. It waits until it is activated. */
export function wifiProfile(
  uuid: string,
  device: string,
  { ssid, hidden, key }: WifiAccess,
  ip: IpSettings,
): LinkProfile {
  const security =
    key === 'open' ? {} : { 'wifi-security': { 'key-mgmt': key.management, psk: key.passphrase.reveal() } };
  return {
    uuid,
    device,
    keyfile: keyfile({
      connection: { id: `rsd-${device}`, uuid, type: 'wifi', 'interface-name': device, autoconnect: false },
      wifi: { mode: 'infrastructure', ssid: byteList(ssid), hidden },
      ...security,
      ...ipSections(ip),
    }),
  };
}

/** `82;83;68;`: as text an SSID could not have every byte. */
function byteList(ssid: Ssid): string {
  return [...Buffer.from(ssid, 'hex')].map((byte) => `${byte};`).join('');
}
