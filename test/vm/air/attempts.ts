import type { FaultCode } from '../../../src/core/fault-catalogue.ts';
import { NETWORKS, type NetworkName, subnetOf } from './networks.ts';

/** A `[wifi]` that the agent is given, and how it must end. */
export interface Attempt {
  readonly name: string;
  readonly ssid: string;
  readonly passphrase?: string;
  readonly hidden?: boolean;
  /** Of the server. */
  readonly address: string;
  readonly end: 'read' | FaultCode;
}

function right(name: NetworkName): Attempt {
  const { ssid, ...rest } = NETWORKS[name];
  const passphrase = 'passphrase' in rest ? { passphrase: rest.passphrase } : {};
  const hidden = rest.name === 'hidden' ? { hidden: true } : {};
  return { name, ssid, ...passphrase, ...hidden, address: `${subnetOf(name)}.1`, end: 'read' };
}

/** In this order: what fails must not be in the way of what comes behind it. */
export const ATTEMPTS: readonly Attempt[] = [
  right('wpa2'),
  { ...right('wpa2'), name: 'wrong WPA2 passphrase', passphrase: 'Fir4716 is wrong', end: 'NET-34' },
  right('wpa3'),
  { ...right('wpa3'), name: 'wrong SAE password', passphrase: 'Ginkgo4717 is wrong', end: 'NET-34' },
  right('open'),
  { ...right('wpa2'), name: 'no such network', ssid: 'Line 5', passphrase: 'Hazel4718', end: 'NET-35' },
  right('hidden'),
  { ...right('silent'), name: 'no DHCP', end: 'NET-33' },
  right('odd'),
];

/** A word of each passphrase, which is in no other and reads the same wherever it is quoted. */
export const SECRET_WORDS: readonly string[] = [
  ...new Set(
    ATTEMPTS.map(({ passphrase = '' }) => passphrase.split(' ')[0] ?? '').filter((word) => word !== ''),
  ),
];
