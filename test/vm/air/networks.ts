/** An access point of the test's own air. */
export interface Network {
  readonly ssid: string;
  readonly security: 'open' | 'wpa2' | 'wpa3';
  readonly passphrase?: string;
  readonly name: 'told' | 'hidden';
  readonly addresses: 'dhcp' | 'none';
}

const TOLD = { name: 'told', addresses: 'dhcp' } as const;

/** In the order of their interfaces. Each has the server behind it, at the first address. */
export const NETWORKS = {
  wpa2: { ssid: 'Line 3', security: 'wpa2', passphrase: 'Amber4711 "or" \\so; #1=$x', ...TOLD },
  wpa3: { ssid: 'Line 4', security: 'wpa3', passphrase: 'Birch4712 and 8', ...TOLD },
  open: { ssid: 'Visitors', security: 'open', ...TOLD },
  hidden: { ssid: 'Back room', security: 'wpa2', passphrase: 'Cedar4713', ...TOLD, name: 'hidden' },
  odd: { ssid: String.raw`Café:网络\x`, security: 'wpa2', passphrase: 'Dogwood4714', ...TOLD },
  silent: { ssid: 'Store', security: 'wpa2', passphrase: 'Elder4715', ...TOLD, addresses: 'none' },
} as const satisfies Record<string, Network>;

export type NetworkName = keyof typeof NETWORKS;

/** The first three numbers of the addresses in that network. */
export function subnetOf(name: NetworkName): string {
  return `10.77.${Object.keys(NETWORKS).indexOf(name)}`;
}
