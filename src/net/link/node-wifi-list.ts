import { Buffer } from 'node:buffer';
import scan from 'node-wifi/src/linux/scan/index.js';
import * as z from 'zod';
import type { WifiNetwork } from './network-manager.ts';
import type { AccessPoint } from './nmcli-wifi-list.ts';
import { wifiSecurity } from './wifi-security.ts';

const ROW = z.object({
  bssid: z.string(),
  // nmcli escapes both, and node-wifi takes the one for the end of a field.
  ssid: z.string().regex(/^[^:\\]*$/),
  mode: z.literal('Infra'),
  quality: z.int().min(0).max(100),
  security: z.string(),
});

/** Prints what `nodeWifiList` reads. A list that looks around by itself would take up to 15 s. */
export function listByNodeWifi(device: string): readonly string[] {
  return ['--colors', 'no', ...scan.command({ iface: device }).args, '--rescan', 'no'];
}

/**
 * The networks of the access points that nmcli has heard, each with the strength and the security that node-wifi has for
 * it, where its row is sound. A row is sound when it has the very name, byte for byte, that nmcli has for that address.
 * Rows that are shifted, lost or of another character set change nothing.
 */
export function nodeWifiList(text: string, heard: readonly AccessPoint[]): readonly WifiNetwork[] {
  const rows = new Map(scan.parse(text).flatMap((row) => soundRow(row)));
  return heard.map(({ bssid, network }) => {
    const row = rows.get(bssid);
    if (row === undefined || Buffer.from(row.ssid).toString('hex') !== network.ssid) return network;
    return { ...network, security: wifiSecurity(row.security), signalPercent: row.quality };
  });
}

function soundRow(row: unknown): readonly (readonly [bssid: string, row: z.infer<typeof ROW>])[] {
  const { data } = ROW.safeParse(row);
  return data === undefined ? [] : [[data.bssid, data]];
}
