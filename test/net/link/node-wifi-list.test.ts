import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkManagerTools } from '../../../src/host/network-manager.ts';
import type { WifiNetwork } from '../../../src/net/link/network-manager.ts';
import { nmcliNetworkManager } from '../../../src/net/link/nmcli-network-manager.ts';
import { nmcliWifiList } from '../../../src/net/link/nmcli-wifi-list.ts';
import { nodeWifiList } from '../../../src/net/link/node-wifi-list.ts';
import { anSsid } from '../settings/an-ssid.ts';

/** An access point as the two ways of asking show it: nmcli at 50 % and open, node-wifi at 60 % and with WPA2. */
interface Shown {
  readonly bssid: string;
  readonly name: Uint8Array;
}

const at = (last: number): string => `02:00:00:00:0A:${last.toString(16).padStart(2, '0').toUpperCase()}`;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const escaped = (text: string): string => text.replaceAll(/[\\:]/g, '\\$&');
const hex = (name: Uint8Array): string => Buffer.from(name).toString('hex').toUpperCase();

const toNmcli = ({ bssid, name }: Shown): string => `${escaped(bssid)}:${hex(name)}::50`;
const toNodeWifi = ({ bssid, name }: Shown): string =>
  `no:${escaped(new TextDecoder().decode(name))}:${escaped(bssid)}:Infra:6:2437 MHz:60:WPA2:(none):pair_ccmp group_ccmp psk`;

function seen(
  access: readonly Shown[],
  rows: readonly string[] = access.map(toNodeWifi),
): readonly WifiNetwork[] {
  return nodeWifiList(`${rows.join('\n')}\n`, nmcliWifiList(`${access.map(toNmcli).join('\n')}\n`));
}

const byBoth = (name: Uint8Array): WifiNetwork => ({
  ssid: anSsid(name),
  security: 'wpa2',
  signalPercent: 60,
});
const byNmcli = (name: Uint8Array): WifiNetwork => ({
  ssid: anSsid(name),
  security: 'open',
  signalPercent: 50,
});

test.for(['Line 3', 'Café 网络', 'undefined', ' ', '😀'])(
  'nodeWifiList() takes strength and security of %j from node-wifi',
  (text) => {
    expect(seen([{ bssid: at(1), name: bytes(text) }])).toEqual([byBoth(bytes(text))]);
  },
);

test.for<[what: string, name: Uint8Array]>([
  ['has a colon', bytes('Café:网络\\x')],
  ['has a backslash', bytes('a\\b')],
  ['is no UTF-8', Uint8Array.of(0x61, 0xff, 0xfe)],
  ['looks like fields', bytes('a:b:Infra')],
  ['looks like an address', bytes('02:00:00:00:0B:01')],
  ['looks like the address of a neighbour', bytes('02:00:00:00:0A:02')],
  ['looks like the address of a neighbour, and fields', bytes('02:00:00:00:0A:02:Infra')],
  ['ends in the address of a neighbour', bytes('x02:00:00:00:0A:02')],
])('nodeWifiList() takes from nmcli a network whose name %s, and its neighbours as they are', ([, name]) => {
  const [before, after] = [bytes('undefined'), bytes('xundefined')];
  const all = [
    { bssid: at(2), name: before },
    { bssid: at(1), name },
    { bssid: at(3), name: after },
  ];
  expect(seen(all)).toEqual([byBoth(before), byNmcli(name), byBoth(after)]);
});

test('nodeWifiList() believes no fields that are part of a name, although name and address fit a neighbour', () => {
  const neighbour = { bssid: at(2), name: bytes('xundefinedy\\') };
  const hostile = { bssid: at(1), name: bytes(`x${at(2)}y:z:Infra`) };
  expect(seen([neighbour, hostile])).toEqual([byNmcli(neighbour.name), byNmcli(hostile.name)]);
});

test('nodeWifiList() does not need node-wifi: its list may be empty, and its rows may lack anything', () => {
  const one = { bssid: at(1), name: bytes('a') };
  const rows = ['', 'no:a', `no:a:${escaped(at(1))}`, `no:a:${escaped(at(1))}:Infra:6:2437 MHz:x:WPA2::`];
  for (const row of rows) expect(seen([one], [row])).toEqual([byNmcli(one.name)]);
  expect(seen([one], [])).toEqual([byNmcli(one.name)]);
});

test('nodeWifiList() invents no network: what nmcli does not name is left out', () => {
  expect(seen([], [toNodeWifi({ bssid: at(1), name: bytes('a') })])).toEqual([]);
});

test('nodeWifiList() takes a name that was heard twice from the access point that it was heard from', () => {
  const name = bytes('twice');
  const all = [
    { bssid: at(1), name },
    { bssid: at(2), name },
  ];
  expect(seen(all, [toNodeWifi({ bssid: at(2), name })])).toEqual([byNmcli(name), byBoth(name)]);
});

test('nodeWifiList() keeps every name, whatever names there are', () => {
  const unit = fc.constantFrom(
    ...Array.from('a:\\é网'),
    ...Array.from({ length: 4 }, (_, nth) => at(nth)),
    'Infra',
  );
  const name = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 32 }),
    fc.string({ unit, minLength: 1 }).map((text) => bytes(text).subarray(0, 32)),
  );
  fc.assert(
    fc.property(fc.array(name, { maxLength: 5 }), (names) => {
      const visible = names.filter((one) => one.some((byte) => byte !== 0));
      const all = visible.map((one, nth) => ({ bssid: at(nth), name: one }));
      for (const [nth, network] of seen(all).entries()) {
        const one = visible[nth] ?? new Uint8Array();
        expect([byBoth(one), byNmcli(one)]).toContainEqual(network);
      }
    }),
  );
});

/** An nmcli that knows one network, and writes down the language in which it was asked and what. */
const NMCLI = `#!/bin/sh
echo "$LC_ALL $LANG $*" >> "$(dirname "$0")/asked"
case "$*" in
*wpa-flags*) echo "$ROWS"; exit "$STATUS" ;;
*SSID-HEX*) echo '${toNmcli({ bssid: at(1), name: bytes('Café 网络') })}' ;;
esac
`;

test.for([
  ['gives its row', toNodeWifi({ bssid: at(1), name: bytes('Café 网络') }), 0, byBoth(bytes('Café 网络'))],
  ['is empty', '', 0, byNmcli(bytes('Café 网络'))],
  ['is refused', '', 10, byNmcli(bytes('Café 网络'))],
] as const)('a scan works when the list for node-wifi %s', async ([, row, status, expected]) => {
  const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  const script = NMCLI.replace('$ROWS', row.replaceAll('\\', '\\\\\\')).replace('$STATUS', String(status));
  writeFileSync(join(folder, 'nmcli'), script);
  chmodSync(join(folder, 'nmcli'), 0o755);
  const before = { ...process.env };
  const tools = networkManagerTools({ keyfileFolder: folder, programs: `${folder}:/usr/bin:/bin` });
  const heard = await nmcliNetworkManager(tools).scan('wlan0', new AbortController().signal);
  expect(heard).toEqual([expected]);
  expect(process.env).toEqual(before);
  const asked = execFileSync('cat', [join(folder, 'asked')], { encoding: 'utf8' })
    .trim()
    .split('\n');
  expect(asked.map((line) => line.split(' ')[0])).toEqual(['C.UTF-8', 'C.UTF-8', 'C.UTF-8', 'C.UTF-8']);
  expect(asked[2]).toContain('wpa-flags,rsn-flags device wifi list ifname wlan0 --rescan no');
  rmSync(folder, { recursive: true });
});

/** The environment of a fresh process before and after it loads a module. */
function environments(module: string): readonly string[] {
  const script = `const before = JSON.stringify(process.env);
    await import(${JSON.stringify(module)});
    console.log(before + '\\n' + JSON.stringify(process.env));`;
  const env = { PATH: process.env['PATH'], LANG: 'de_DE.UTF-8', LC_MESSAGES: 'C' };
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env,
  });
  return said.trim().split('\n');
}

test('loading the adapter leaves the environment as it is; loading node-wifi itself would not', () => {
  const [before, after] = environments(pathToFileURL('src/net/link/node-wifi-list.ts').href);
  expect(after).toBe(before);
  const [clean, changed] = environments('node-wifi');
  expect(changed).not.toBe(clean);
  expect(changed).toContain('"LC_ALL":"en_US.UTF-8"');
});
