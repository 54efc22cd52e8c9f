import { type Ssid, ssidOf } from '../../../src/net/settings/ssid.ts';

/** An SSID of a text in UTF-8 or of bytes, that the test knows to be one. */
export function anSsid(of: string | Uint8Array): Ssid {
  const ssid = ssidOf(typeof of === 'string' ? new TextEncoder().encode(of) : of);
  if (ssid === 'not-an-ssid') throw new RangeError(`${String(of)} is not an SSID`);
  return ssid;
}
