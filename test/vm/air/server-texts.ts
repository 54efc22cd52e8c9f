import { Buffer } from 'node:buffer';
import { documented } from '../network-docs.ts';
import { NETWORKS, type Network, type NetworkName, subnetOf } from './networks.ts';

/** The radio of the access points, and where their programs keep what they need. */
const RADIO = 'wlan0';
const RUN = '/run/air';

const NAMES = Object.keys(NETWORKS) as NetworkName[];
const entries = NAMES.map((name, at) => ({
  at: at === 0 ? RADIO : `${RADIO}_${at}`,
  subnet: subnetOf(name),
  network: NETWORKS[name] as Network,
}));

/** The files that the access points and their server are set up with, by name. */
export function serverTexts(): Readonly<Record<string, string>> {
  return {
    'hostapd.conf': hostapd(),
    'dnsmasq.conf': dnsmasq(),
    sshd_config: documented('sshd', 'sshd_config', { '/etc/ssh/recovery/': `${RUN}/` }),
    // Of each network: interface and address.
    interfaces: entries.map(({ at, subnet }) => `${at} ${subnet}.1/24\n`).join(''),
  };
}

/** One radio; every network but the first is another `bss` of it. */
function hostapd(): string {
  const networks = entries.flatMap(({ at, network }) => [
    ...(at === RADIO ? [] : [`bss=${at}`]),
    `ssid2=${Buffer.from(network.ssid).toString('hex')}`,
    'utf8_ssid=1',
    ...(network.name === 'hidden' ? ['ignore_broadcast_ssid=1'] : []),
    ...access(network),
  ]);
  return lines([`interface=${RADIO}`, 'driver=nl80211', 'hw_mode=g', 'channel=6', ...networks]);
}

function access({ security, passphrase }: Network): readonly string[] {
  if (security === 'open') return [];
  const rsn = ['wpa=2', 'rsn_pairwise=CCMP'];
  if (security === 'wpa2') return [...rsn, 'wpa_key_mgmt=WPA-PSK', `wpa_passphrase=${passphrase}`];
  return [...rsn, 'wpa_key_mgmt=SAE', 'ieee80211w=2', 'sae_require_mfp=1', `sae_password=${passphrase}`];
}

function dnsmasq(): string {
  const ranges = entries.flatMap(({ subnet, network }) =>
    network.addresses === 'dhcp' ? [`dhcp-range=${subnet}.10,${subnet}.99,1h`] : [],
  );
  const own = ['port=0', 'bind-dynamic', 'dhcp-authoritative', 'leasefile-ro', 'user=root', 'group=root'];
  return lines([...own, `pid-file=${RUN}/dnsmasq.pid`, ...ranges]);
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}
