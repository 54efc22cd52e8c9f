import { Buffer } from 'node:buffer';
import type { Brand } from '../../core/brand.ts';

/** The name of a WiFi network: 1 to 32 bytes of any value, as lower-case hexadecimal digits. */
export type Ssid = Brand<string, 'Ssid'>;

/** `'not-an-ssid'` when there are no bytes or more than 32. */
export function ssidOf(bytes: Uint8Array): Ssid | 'not-an-ssid' {
  const hex = Buffer.from(bytes).toString('hex');
  return isSsid(hex) ? hex : 'not-an-ssid';
}

function isSsid(hex: string): hex is Ssid {
  return /^(?:[0-9a-f]{2}){1,32}$/.test(hex);
}
