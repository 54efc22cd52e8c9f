import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { NetworkManagerTools, NmcliResult } from '../../../src/core/network-manager-tools.ts';
import type { LinkChange, LinkProfile } from '../../../src/net/link/network-manager.ts';
import { nmcliNetworkManager } from '../../../src/net/link/nmcli-network-manager.ts';
import { wifiProfile } from '../../../src/net/link/wifi-profile.ts';
import { Secret } from '../../../src/net/secret.ts';
import { faultFrom } from '../fault-from.ts';
import { anSsid } from '../settings/an-ssid.ts';

const PASSPHRASE = 'correct horse';
const PROFILE: LinkProfile = wifiProfile(
  'uuid-1',
  'wlan0',
  {
    ssid: anSsid('Line 3'),
    hidden: false,
    key: { management: 'wpa-psk', passphrase: new Secret(PASSPHRASE) },
  },
  { address: 'dhcp', gateway: null, dns: [], vlan: 'none' },
);
const { signal } = new AbortController();

const device = (name: string, number: number): string => `GENERAL.DEVICE:${name}
GENERAL.TYPE:wifi
GENERAL.STATE:30 (disconnected)
GENERAL.REASON:0 (No reason given)
GENERAL.DBUS-PATH:/org/freedesktop/NetworkManager/Devices/${number}
`;

/** Tools that remember what they were asked for, and answer by the words of the command. */
class FakeTools implements NetworkManagerTools {
  readonly argv: string[] = [];
  readonly keyfiles = new Map<string, string>();
  readonly answers = new Map<string, Partial<NmcliResult>>();
  #onLine: (line: string) => void = () => undefined;
  #onEnd: (problem: string) => void = () => undefined;

  async nmcli(args: readonly string[]): Promise<NmcliResult> {
    const command = args.join(' ');
    this.argv.push(command);
    const [, answer] = [...this.answers].find(([words]) => command.includes(words)) ?? [];
    return { status: 0, stdout: '', stderr: '', ...answer };
  }

  async writeKeyfile(name: string, text: string): Promise<string> {
    this.keyfiles.set(name, text);
    return `/run/${name}`;
  }

  async removeKeyfile(name: string): Promise<void> {
    this.keyfiles.delete(name);
  }

  async monitorBus(
    matches: readonly string[],
    onLine: (line: string) => void,
    onEnd: (problem: string) => void,
  ): Promise<AsyncDisposable> {
    this.argv.push(...matches);
    this.#onLine = onLine;
    this.#onEnd = onEnd;
    return { [Symbol.asyncDispose]: async () => undefined };
  }

  hear(number: number, data: readonly number[]): void {
    const path = `/org/freedesktop/NetworkManager/Devices/${number}`;
    const name = { interface: 'org.freedesktop.NetworkManager.Device', member: 'StateChanged' };
    this.#onLine(JSON.stringify({ type: 'signal', path, ...name, payload: { type: 'uuu', data } }));
  }

  hearSupplicant(properties: object): void {
    const data = ['fi.w1.wpa_supplicant1.Interface', properties, []];
    this.#onLine(
      JSON.stringify({ type: 'signal', member: 'PropertiesChanged', payload: { type: 'sa{sv}as', data } }),
    );
  }

  end(problem: string): void {
    this.#onEnd(problem);
  }
}

test('nmcliNetworkManager() hands a profile over, begins, keeps, ends and removes it', async () => {
  const tools = new FakeTools();
  const manager = nmcliNetworkManager(tools);
  await manager.addProfile(PROFILE);
  expect(tools.keyfiles.get('rsd-uuid-1.nmconnection')).toContain(PASSPHRASE);
  await manager.activate(PROFILE, signal);
  await manager.keep(PROFILE);
  await manager.deactivate(PROFILE);
  await manager.remove(PROFILE);
  expect(tools.argv).toEqual([
    'connection load /run/rsd-uuid-1.nmconnection',
    '--wait 0 --colors no connection up uuid uuid-1',
    'connection modify --temporary uuid uuid-1 connection.autoconnect yes connection.autoconnect-retries 0',
    '--wait 10 --colors no connection down uuid uuid-1',
    '--wait 10 --colors no connection delete uuid uuid-1',
  ]);
  expect(tools.keyfiles.size).toBe(0);
});

test('nmcliNetworkManager() shows the passphrase to nobody: not in arguments, results, faults or signals', async () => {
  const tools = new FakeTools();
  const manager = nmcliNetworkManager(tools);
  const seen: unknown[] = [PROFILE];
  await using held = new AsyncDisposableStack();
  held.use(await manager.watch((change) => seen.push(change)));
  tools.answers.set('device show', { stdout: device('wlan0', 1) });
  for (const status of [0, 1, 3, 4, 8, 10]) {
    for (const words of ['load', 'up', 'modify', 'down', 'delete']) {
      tools.answers.set(words, { status, stderr: 'Error: something\nHint: something else' });
    }
    const calls = [
      manager.addProfile(PROFILE),
      manager.activate(PROFILE, signal),
      manager.keep(PROFILE),
      manager.deactivate(PROFILE),
      manager.remove(PROFILE),
      manager.list(signal),
      manager.scan('wlan0', signal),
    ];
    seen.push(...(await Promise.allSettled(calls)));
  }
  expect(seen.length).toBeGreaterThan(40);
  expect(inspect(seen, { depth: 12 }) + JSON.stringify(seen)).not.toContain(PASSPHRASE);
  expect(tools.argv.join('\n')).not.toContain(PASSPHRASE);
});

test.for([
  [0, 'nothing thrown'],
  [4, { code: 'NET-41', facts: { device: 'wlan0', problem: 'Error: no suitable device?[2J' } }],
  [10, { code: 'NET-41' }],
  [8, { code: 'NET-39', facts: { problem: 'NetworkManager is not running' } }],
] as const)('nmcliNetworkManager() whose nmcli ends with %i on activation', async ([status, expected]) => {
  const tools = new FakeTools();
  tools.answers.set('up', { status, stderr: 'Error: no suitable device\u001b[2J\nHint: look' });
  const ends = await faultFrom(nmcliNetworkManager(tools).activate(PROFILE, signal));
  expect([ends]).toMatchObject([expected]);
});

test('nmcliNetworkManager() does not mind that what it removes is gone', async () => {
  const tools = new FakeTools();
  tools.answers.set('delete', { status: 10 }).set('down', { status: 10 });
  const manager = nmcliNetworkManager(tools);
  await manager.deactivate(PROFILE);
  await manager.remove(PROFILE);
  tools.answers.set('delete', { status: 7 });
  await expect(manager.remove(PROFILE)).rejects.toMatchObject({ code: 'NET-39', facts: { status: 7 } });
});

test('nmcliNetworkManager() lists what was heard also when a new scan is refused', async () => {
  const tools = new FakeTools();
  tools.answers.set('rescan ifname', { status: 1 }).set('radio', { status: 1 });
  tools.answers.set('SSID-HEX', { stdout: '02\\:00\\:00\\:00\\:0A\\:01:61:WPA2:50\n' });
  tools.answers.set('wpa-flags', { status: 10 });
  const heard = await nmcliNetworkManager(tools).scan('wlan0', signal);
  expect(heard).toEqual([{ ssid: anSsid('a'), security: 'wpa2', signalPercent: 50 }]);
});

test('nmcliNetworkManager() removes the profiles of a run before, and no others', async () => {
  const tools = new FakeTools();
  const folder = '/run/NetworkManager/system-connections';
  const stdout = `u1:${folder}/rsd-u1.nmconnection\nu2:${folder}/lo.nmconnection\nu3:\nu4:/etc/a\\:b/rsd-x.nmconnection\n`;
  tools.answers.set('connection show', { stdout });
  await nmcliNetworkManager(tools).removeLeftovers();
  expect(tools.argv.slice(1).map((command) => command.split(' ').at(-1))).toEqual(['u1', 'u4']);
});

test('nmcliNetworkManager() tells the changes with the names of the devices, in their order', async () => {
  const tools = new FakeTools();
  tools.answers.set('device show', { stdout: device('wlan0', 1) });
  const changes: LinkChange[] = [];
  await using held = new AsyncDisposableStack();
  held.use(await nmcliNetworkManager(tools).watch((change) => changes.push(change)));
  tools.hear(1, [50, 40, 0]);
  tools.hearSupplicant({ State: { type: 's', data: 'associating' }, AuthStatusCode: { type: 'i', data: 1 } });
  tools.hearSupplicant({ State: { type: 's', data: 'associated' } });
  tools.hearSupplicant({ State: { type: 's', data: 'scanning' } });
  tools.hear(9, [120, 50, 7]);
  await expect.poll(() => tools.argv.filter((command) => command.includes('device show')).length).toBe(2);
  tools.answers.set('device show', { stdout: `${device('wlan0', 1)}\n${device('vlan30', 9)}` });
  tools.hear(9, [70, 50, 0]);
  tools.hear(1, [120, 50, 53]);
  await expect.poll(() => changes).toHaveLength(5);
  expect(changes).toMatchObject([
    { kind: 'device', device: 'wlan0', state: 'config', reason: 0 },
    { kind: 'authentication', status: 1 },
    { kind: 'association' },
    { kind: 'device', device: 'vlan30', state: 'ip-config', reason: 0 },
    { kind: 'device', device: 'wlan0', state: 'failed', reason: 53 },
  ]);
});

test('nmcliNetworkManager() tells when it hears nothing any more', async () => {
  const tools = new FakeTools();
  const changes: LinkChange[] = [];
  await using held = new AsyncDisposableStack();
  held.use(await nmcliNetworkManager(tools).watch((change) => changes.push(change)));
  tools.end('busctl ended');
  tools.answers.set('device show', { status: 8 });
  tools.hear(1, [50, 40, 0]);
  await expect.poll(() => changes).toHaveLength(2);
  expect(changes).toEqual([
    { kind: 'lost', problem: 'busctl ended' },
    { kind: 'lost', problem: 'NET-39: The network service does not work' },
  ]);
});
