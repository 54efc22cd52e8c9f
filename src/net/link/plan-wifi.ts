import { Fault } from '../../core/faults.ts';
import type { WifiSettings } from '../settings/network-settings.ts';
import { passphraseProblem } from '../settings/passphrase-problem.ts';
import type { WifiNetwork } from './network-manager.ts';
import { ssidText } from './ssid-text.ts';
import type { WifiAccess } from './wifi-profile.ts';

/** How to get into the network of `settings`, and what was heard of it. */
export interface WifiPlan {
  readonly access: WifiAccess;
  readonly heard: WifiNetwork['security'] | 'unheard';
}

/**
 * Chooses the kind of key by the settings and by what was heard. An open network is never joined when there is a
 * passphrase: somebody else may have put it up under the same name.
 * @throws Fault NET-34 for a passphrase that is missing or cannot be one, NET-35 when no network of that name and
 * security was heard, NET-37 when it wants what cannot be given here
 */
export function planWifi(settings: WifiSettings, networks: readonly WifiNetwork[]): WifiPlan {
  const { ssid, hidden, passphrase, security } = settings;
  const network = ssidText(ssid);
  const same = networks.filter((one) => one.ssid === ssid);
  const fitting = same
    .filter((one) => fits(one, settings))
    .toSorted((a, b) => b.signalPercent - a.signalPercent);
  const heard = fitting[0]?.security ?? 'unheard';
  const others = [...new Set(same.map((one) => one.security))];
  if (heard === 'unheard' && same.length > 0) throw unfitting(network, passphrase, others);
  if (heard === 'unheard' && !hidden) throw new Fault('NET-35', { network, heard: networks.length });
  if (passphrase === 'none') return { access: { ssid, hidden, key: 'open' }, heard };
  const kind = security === 'wpa3' || heard === 'wpa3' ? 'wpa3' : 'wpa2';
  const problem = passphraseProblem(passphrase.reveal(), kind);
  if (problem !== null) throw new Fault('NET-34', { network, problem });
  const management = kind === 'wpa3' ? 'sae' : 'wpa-psk';
  return { access: { ssid, hidden, key: { management, passphrase } }, heard };
}

function fits({ security: heard }: WifiNetwork, { passphrase, security }: WifiSettings): boolean {
  if (passphrase === 'none') return heard === 'open';
  if (security === 'wpa3') return heard === 'wpa3' || heard === 'wpa2-wpa3';
  if (security === 'wpa2') return heard === 'wpa2' || heard === 'wpa2-wpa3';
  return heard === 'wpa2' || heard === 'wpa3' || heard === 'wpa2-wpa3';
}

function unfitting(
  network: string,
  passphrase: WifiSettings['passphrase'],
  heard: readonly WifiNetwork['security'][],
): Fault {
  if (heard.every((one) => one === 'other'))
    return new Fault('NET-37', {
      network,
      problem: 'it wants WEP, a user name or what else is not supported',
    });
  if (passphrase === 'none' && !heard.includes('open'))
    return new Fault('NET-34', { network, problem: 'missing' });
  return new Fault('NET-35', { network, heard });
}
