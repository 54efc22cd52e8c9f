import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AgentEvent, StampedEvent } from '../../src/core/events.ts';
import { FIRST_RUN_STATE, reduceRun } from '../../src/core/run-state.ts';
import { ENGLISH } from '../../src/ui/english.ts';
import { plainLines } from '../../src/ui/plain-line.ts';
import { arbitraryRun } from './arbitrary-run.ts';
import {
  ALL_FAIL,
  CABLE,
  CONNECTED,
  NETWORK_RUN,
  NETWORKS,
  news,
  numbered,
  SERVER_FAILED,
  TRYING_WIFI,
  WIFI_UP,
  wanted,
} from './network-run.ts';
import { type RunName, recordedRun } from './recorded-run.ts';

const RUN_NAMES: readonly RunName[] = [
  'complete-from-stick',
  'complete-unattended',
  'developer-delay',
  'power-wait',
  'power-refused',
  'power-unknown',
  'firmware-updated',
  'firmware-kept',
  'firmware-failed',
  'failed-untouched',
  'failed-unbootable',
  'hostile',
];

function linesOf(run: readonly StampedEvent[]): readonly string[] {
  let state = FIRST_RUN_STATE;
  return run.flatMap((event) => {
    const lines = plainLines(event, state, ENGLISH);
    state = reduceRun(state, event);
    return lines;
  });
}

test.for(RUN_NAMES)('plainLines() tells the run "%s" as it did', async (name) => {
  const lines = linesOf(recordedRun(name)).map((line) => `${line}\n`);
  await expect(lines.join('')).toMatchFileSnapshot(`../golden/screens/plain-${name}.txt`);
});

test('plainLines() tells a run over the network as it did', async () => {
  const lines = linesOf(NETWORK_RUN).map((line) => `${line}\n`);
  await expect(lines.join('')).toMatchFileSnapshot('../golden/screens/plain-network.txt');
});

const WIRED = { kind: 'wired', device: 'eth0', network: '', addresses: [], gateways: [], dns: [] } as const;

test.for<[event: AgentEvent | undefined, lines: readonly string[]]>([
  [CABLE[0], ['Trying the network cable (eth0).']],
  [TRYING_WIFI, ['Trying WiFi "Line 3" (wlan0).']],
  [CABLE[1], ['Waiting: cable in, no DHCP answer for 20 seconds.']],
  [CABLE[2], ['No way over the cable: The network gives this device no address.', '  device: eth0']],
  [WIFI_UP, ['WiFi "Line 3" works (wlan0, address 192.0.2.7/24).']],
  [news({ kind: 'link-up', link: WIRED }), ['The network cable works (eth0).']],
  [
    news({
      kind: 'link-failed',
      link: 'wireless',
      code: 'NET-41',
      facts: { network: 'a\x1bb', state: 'config', reason: 60 },
      reason: '',
    }),
    ['No way over WiFi: The network link could not be made.', '  network: a\\u{1b}b', '  reason: 60'],
  ],
  [CONNECTED, ['Connected to the server recovery.example.com.']],
  [
    SERVER_FAILED,
    [
      'Server recovery.example.com: The recovery server does not answer.',
      '  host: recovery.example.com',
      '  problem: connection refused',
    ],
  ],
  [ALL_FAIL, ['All servers fail: The recovery server does not answer. Next try in 4 seconds.']],
  [{ kind: 'wifi-answered' }, []],
  [{ kind: 'stored', release: 'lumpy-1' }, ['Kept on the stick for the next device: lumpy-1.']],
])('plainLines() says %j in words', ([event, lines]) => {
  expect(linesOf(numbered(event ? [event] : []))).toEqual(lines);
});

test('plainLines() tells the WiFi networks once for each question, and who can answer it', () => {
  const lines = linesOf(numbered([wanted(NETWORKS), wanted(NETWORKS)]));
  expect(lines).toHaveLength(NETWORKS.length + 2);
  expect(lines[1]).toBe('  1. Line 3: signal 92 percent, WPA2');
  expect(lines.at(-1)).toContain('network.toml');
  const late = linesOf(numbered([wanted([]), wanted([]), wanted(NETWORKS), wanted([])]));
  expect(late.slice(2)).toEqual(lines);
  const again = linesOf(numbered([wanted([]), { kind: 'wifi-answered' }, wanted(NETWORKS)]));
  expect(again[0]).toBe('A WiFi network has to be chosen, and none is in reach so far.');
  expect(again).toHaveLength(2 + lines.length);
});

test('plainLines() tells of progress every 10 percent at most', () => {
  const lines = linesOf(recordedRun('complete-from-stick'));
  const percents = lines.flatMap((line) => /^Writing .*: (\d+) percent\.$/.exec(line)?.[1] ?? []);
  expect(percents).toEqual(
    ['10', '20', '30', '40', '50', '60', '70', '80', '90', '100'].slice(0, percents.length),
  );
  expect(percents.length).toBeGreaterThan(8);
});

test('plainLines() has no control characters in its lines, whatever the agent says', () => {
  fc.assert(
    fc.property(arbitraryRun, (run) => {
      expect(linesOf(run).filter((line) => /[\p{C}\p{M}\p{Zl}\p{Zp}]/u.test(line))).toEqual([]);
    }),
  );
});

test('plainLines() says what became of the disk in every failure', () => {
  const state = linesOf(recordedRun('failed-unbootable'));
  expect(state).toContain('Your device cannot start from its disk until a recovery succeeds.');
  expect(linesOf(recordedRun('failed-untouched'))).toContain('Your disk has not been touched.');
});

test.for([
  ['PASS', { kind: 'finished', disk: 'complete' }, ''],
  ['DONE', { kind: 'done-before' }, ''],
  ['FAIL', { kind: 'failed', code: 'DSK-06', facts: {}, disk: 'unbootable' }, ' code DSK-06 disk unbootable'],
] as const)('plainLines() ends a run on a line with one line for programs: %s', ([word, end, more]) => {
  const events: readonly AgentEvent[] = recordedRun('complete-unattended')
    .slice(0, 4)
    .map(({ event }) => (event.kind === 'started' ? { ...event, line: 'restart' } : event));
  const lines = linesOf(numbered([...events, end]));
  expect(lines).toContain(`${word} serial 5CD1234XYZ model LUMPY D5A-B4C-A7Z seconds 1${more}`);
  const elsewhere = linesOf(recordedRun('complete-unattended'));
  expect(elsewhere.filter((line) => line.startsWith('PASS serial'))).toEqual([]);
});

test('plainLines() calls a device of a line whose firmware was not updated no pass', () => {
  const before = { readOnly: '', slotA: '', slotB: '' };
  const lines = linesOf(
    numbered([
      { kind: 'started', agent: '', mode: 'unattended', line: 'power-off' },
      {
        kind: 'firmware',
        outcome: { result: 'failed', code: 'FWR-09', facts: {}, state: 'one-slot', before, saved: null },
      },
      { kind: 'finished', disk: 'complete' },
    ]),
  );
  expect(lines).toContain('FAIL serial unknown model unknown seconds 0 code FWR-09 disk complete');
});
