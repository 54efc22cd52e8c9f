import type { AgentEvent, StampedEvent } from '../../src/core/events.ts';
import type { NetworkNews } from '../../src/core/network-news.ts';
import type { WifiChoice, WifiQuestion } from '../../src/core/wifi-question.ts';
import { recordedRun } from './recorded-run.ts';

export const LINE_3: WifiChoice = {
  ssid: '4c696e652033',
  name: 'Line 3',
  security: 'wpa2',
  signalPercent: 92,
};

/** One network of each kind, the strongest first, as the agent offers them. */
export const NETWORKS: readonly WifiChoice[] = [
  LINE_3,
  {
    ssid: '436166c3a93ae7bd91e7bb9c07',
    name: 'Café:网络\\x07',
    security: 'wpa3',
    signalPercent: 71,
  },
  { ssid: '4f66666963652032', name: 'Office 2', security: 'wpa2-wpa3', signalPercent: 64 },
  { ssid: '4775657374', name: 'Guest', security: 'open', signalPercent: 48 },
  { ssid: '4f6c64', name: 'Old', security: 'other', signalPercent: 31 },
  {
    ssid: '61'.repeat(32),
    name: 'a'.repeat(32),
    security: 'wpa2',
    signalPercent: 3,
  },
];

/** More than any screen has lines. */
export const MANY_NETWORKS: readonly WifiChoice[] = Array.from({ length: 60 }, (_, at) => ({
  ssid: at.toString(16).padStart(4, '0'),
  name: `Network ${at + 1}`,
  security: 'wpa2',
  signalPercent: 99 - at,
}));

export const WRONG_PASSPHRASE: NonNullable<WifiQuestion['before']> = {
  code: 'NET-34',
  facts: { network: 'Line 3', link: 'wireless', device: 'wlan0', state: 'need-auth', reason: 7, status: 0 },
};

export function numbered(events: readonly AgentEvent[]): readonly StampedEvent[] {
  return events.map((event, at) => ({ seq: at + 1, atMs: 250 * at, event }));
}

export function news(said: NetworkNews): AgentEvent {
  return { kind: 'network', news: said };
}

export function wanted(networks: readonly WifiChoice[], before: WifiQuestion['before'] = null): AgentEvent {
  return { kind: 'wifi-wanted', question: { networks, before } };
}

/** A device whose stick has nothing for it: up to where a link is made. */
export const UNTIL_CONNECT: readonly AgentEvent[] = [
  ...recordedRun('failed-untouched')
    .map(({ event }) => event)
    .slice(0, 7),
  { kind: 'step-started', step: 'connect' },
];

export const CABLE: readonly AgentEvent[] = [
  news({ kind: 'link-trying', link: 'wired', device: 'eth0', network: '' }),
  news({
    kind: 'link-waiting',
    link: 'wired',
    device: 'eth0',
    network: '',
    missing: 'dhcp',
    reason: 'cable in, no DHCP answer for 20 s',
    waitedMs: 20_000,
  }),
  news({
    kind: 'link-failed',
    link: 'wired',
    code: 'NET-33',
    facts: { link: 'wired', device: 'eth0', network: '', state: 'ip-config', reason: 5, tookSeconds: 45 },
    reason: 'cable in, no DHCP answer for 45 s',
  }),
];

export const TRYING_WIFI = news({
  kind: 'link-trying',
  link: 'wireless',
  device: 'wlan0',
  network: 'Line 3',
});

export const WIFI_UP = news({
  kind: 'link-up',
  link: {
    kind: 'wireless',
    device: 'wlan0',
    network: 'Line 3',
    addresses: ['192.0.2.7/24', '2001:db8::7/64'],
    gateways: ['192.0.2.1'],
    dns: ['192.0.2.53'],
  },
});

export const SERVER_FAILED = news({
  kind: 'server-failed',
  host: 'recovery.example.com',
  code: 'NET-02',
  facts: { host: 'recovery.example.com', problem: 'connection refused' },
});

export const ALL_FAIL = news({
  kind: 'server-waiting',
  attempt: 3,
  delayMs: 4000,
  code: 'NET-02',
  facts: { host: 'mirror.example.net:2222', problem: 'connection refused' },
});

export const CONNECTED = news({
  kind: 'server-connected',
  host: 'recovery.example.com',
  fingerprint: 'SHA256:uNiVztksCsDhcc0u9e8BrNO7hYMxkbHRuQ2JrXW3bGE',
});

const LOCAL = recordedRun('complete-from-stick').map(({ event }) => event);

/** The rest of the run, from the choice on, with the release on a server. */
export const FROM_CHOICE: readonly AgentEvent[] = [
  { kind: 'step-done', step: 'connect', bytes: 0 },
  ...LOCAL.slice(LOCAL.findIndex((event) => event.kind === 'step-started' && event.step === 'choose')).map(
    (event): AgentEvent =>
      event.kind === 'chosen'
        ? {
            ...event,
            release: { ...event.release, location: 'network', source: 'recovery.example.com' },
            because: { rule: 'only-found' },
            why: 'it is the only one that was found',
            others: [],
          }
        : event,
  ),
];

const STORING: readonly AgentEvent[] = [
  { kind: 'step-started', step: 'store' },
  { kind: 'stored', release: 'lumpy-121.0.6167.0' },
  { kind: 'step-done', step: 'store', bytes: 0 },
];

function beforeTheEnd(events: readonly AgentEvent[], more: readonly AgentEvent[]): readonly AgentEvent[] {
  const at = events.findIndex(({ kind }) => kind === 'finished');
  return [...events.slice(0, at), ...more, ...events.slice(at)];
}

/** A whole run over WiFi, with a wrong passphrase and a server that is late. */
export const NETWORK_RUN: readonly StampedEvent[] = numbered([
  ...UNTIL_CONNECT,
  ...CABLE,
  wanted([]),
  wanted(NETWORKS),
  { kind: 'wifi-answered' },
  TRYING_WIFI,
  news({
    kind: 'link-failed',
    link: 'wireless',
    code: 'NET-34',
    facts: WRONG_PASSPHRASE.facts,
    reason: 'the passphrase of "Line 3" is wrong',
  }),
  wanted(NETWORKS, WRONG_PASSPHRASE),
  { kind: 'wifi-answered' },
  TRYING_WIFI,
  WIFI_UP,
  SERVER_FAILED,
  ALL_FAIL,
  CONNECTED,
  ...beforeTheEnd(FROM_CHOICE, STORING),
]);
