import { inspect } from 'node:util';
import { expect } from 'vitest';
import { assertNever } from '../../../src/core/assert-never.ts';
import { Fault } from '../../../src/core/faults.ts';
import type { Link, LinkEvent } from '../../../src/core/link-event.ts';
import { bringUpLink } from '../../../src/net/link/bring-up-link.ts';
import type { LinkPorts, LinkSettings } from '../../../src/net/link/link-desk.ts';
import type { WifiNetwork } from '../../../src/net/link/network-manager.ts';
import { Secret } from '../../../src/net/secret.ts';
import type { WifiSettings } from '../../../src/net/settings/network-settings.ts';
import { anSsid } from '../settings/an-ssid.ts';
import type { FakeNetworkManager } from './fake-network-manager.ts';

const PASSPHRASE = 'correct horse';

export const WIFI: WifiSettings = {
  ssid: anSsid('Line 3'),
  passphrase: new Secret(PASSPHRASE),
  hidden: false,
  security: 'auto',
};
/** The access point of `WIFI`. */
export const HEARD: WifiNetwork = { ssid: WIFI.ssid, security: 'wpa2', signalPercent: 70 };
export const SETTINGS: LinkSettings = {
  interfaces: ['wired', 'wireless'],
  wifi: WIFI,
  ip: { address: 'dhcp', gateway: null, dns: [], vlan: 'none' },
};

export interface LinkRun {
  readonly link: Link | Fault;
  /** One line an event. */
  readonly lines: readonly string[];
}

/** Runs `bringUpLink`, and proves that nothing that comes out of it shows the passphrase. */
export async function linkRun(
  networkManager: FakeNetworkManager,
  settings: Partial<LinkSettings> = {},
  askForWifi: LinkPorts['askForWifi'] = 'nobody-is-there',
  signal: AbortSignal = new AbortController().signal,
): Promise<LinkRun> {
  const events: LinkEvent[] = [];
  let uuids = 0;
  const newUuid = (): string => {
    uuids += 1;
    return `uuid-${uuids}`;
  };
  const ports: LinkPorts = { networkManager, clock: networkManager.clock, askForWifi, newUuid };
  const tell = (event: LinkEvent): number => events.push(event);
  const link = await bringUpLink({ ...SETTINGS, ...settings }, ports, tell, signal).catch(
    (error: unknown) => {
      if (error instanceof Fault) return error;
      throw error;
    },
  );
  const shown =
    inspect([events, link, networkManager], { depth: 12 }) + JSON.stringify([events, link, networkManager]);
  expect(shown).not.toContain(PASSPHRASE);
  return { link, lines: events.map(lineOf) };
}

function lineOf(event: LinkEvent): string {
  switch (event.kind) {
    case 'link-trying':
      return `try ${event.device} ${event.network}`.trim();
    case 'link-waiting':
      return `wait ${event.device}: ${event.reason}`;
    case 'link-failed':
      return `failed ${event.code} ${event.link}: ${event.reason}`;
    case 'link-up':
      return `up ${event.link.device}`;
    default:
      return assertNever(event);
  }
}
