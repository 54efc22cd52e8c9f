import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { devicePaths } from '../../src/agent/device-paths.ts';
import { findServers, type NetworkPorts } from '../../src/agent/find-servers.ts';
import type { DeviceModel } from '../../src/core/device.ts';
import type { AgentEvent } from '../../src/core/events.ts';
import type { NetworkNews } from '../../src/core/network-news.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { sshKeyPair } from '../net/server/ssh-keys.ts';
import { testWith } from '../tool.ts';
import { deviceWith } from './device-with.ts';

/** Nobody listens on these ports of this computer, which says so at once. */
const HOSTS = ['127.0.0.1:1', '127.0.0.1:2', '127.0.0.1:3', '127.0.0.1:4'];

let root = '';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'rsd-'));
  await mkdir(join(root, 'media/stick/keys'), { recursive: true });
  const { publicLine } = sshKeyPair(join(root, 'media/stick/keys'), 'id_ed25519', 'ed25519');
  const known = HOSTS.map((host) => `[127.0.0.1]:${host.split(':')[1]} ${publicLine}\n`);
  await writeFile(join(root, 'media/stick/keys/known_hosts'), known.join(''));
});
afterAll(() => rm(root, { recursive: true }));

interface Called {
  readonly clock: FakeClock;
  readonly news: readonly NetworkNews[];
  /** In the order in which they were called first. */
  readonly hosts: readonly string[];
}

/** Asks the servers until they are given up, as a device does that has nothing on its stick. */
async function called(
  setting: string,
  presence: NetworkPorts['presence'] = 'unattended',
  device: DeviceModel = deviceWith('off'),
): Promise<Called> {
  const toml = `[server]\nhosts = ${JSON.stringify(HOSTS)}\nknown_hosts = "keys/known_hosts"\nidentity = "keys/id_ed25519"\n`;
  await writeFile(join(root, 'media/stick/network.toml'), toml + setting);
  const clock = new FakeClock();
  const events: AgentEvent[] = [];
  const { signal } = new AbortController();
  const ports: NetworkPorts = {
    paths: devicePaths(root),
    askForWifi: 'nobody-is-there',
    presence,
    clock,
    randomBelow: (below) => below - 1,
    emit: (event) => events.push(event),
  };
  const servers = await findServers(device, ports);
  if (servers === 'none') throw new Error('No server is named');
  const { source } = await servers.connect(signal);
  await using _ = source;
  await expect(source.list(signal)).rejects.toMatchObject({ code: 'NET-02' });
  const news = events.flatMap((event) => (event.kind === 'network' ? [event.news] : []));
  const failed = news.flatMap((one) => (one.kind === 'server-failed' ? [one.host] : []));
  return { clock, news, hosts: failed.slice(0, HOSTS.length) };
}

const withKeys = testWith('ssh-keygen');

withKeys(
  'an unattended device calls a server only after a random part of five seconds, and says so',
  async () => {
    const { clock, news } = await called('');
    expect(clock.slept[0]).toBe(4999);
    expect(news[0]).toEqual({ kind: 'start-delayed', delayMs: 4999 });
    expect(news[1]).toMatchObject({ kind: 'server-failed' });
  },
);

withKeys('an unattended device waits as long as its stick says', async () => {
  expect((await called('start_jitter_seconds = 60\n')).clock.slept[0]).toBe(59_999);
});

withKeys.for([
  ['its stick says that it must not wait', 'start_jitter_seconds = 0\n', 'unattended'],
  ['a person is there', '', 'attended'],
] as const)('a device calls a server at once when %s', async ([, setting, presence]) => {
  const { news } = await called(setting, presence);
  expect(news[0]).toMatchObject({ kind: 'server-failed' });
});

withKeys.for([
  ['unattended devices come back to servers one after the other', 'unattended', [501, 1001, 2001]],
  ['a device at which a person waits comes back after the whole time', 'attended', [1000, 2000, 4000]],
] as const)('%s', async ([, presence, delaysMs]) => {
  const { news } = await called('', presence);
  const waits = news.filter((one) => one.kind === 'server-waiting');
  expect(waits.slice(0, 3).map(({ delayMs }) => delayMs)).toEqual(delaysMs);
});

withKeys('a device asks the servers as they are listed, also when its serial number is known', async () => {
  const hosts = HOSTS.map((host) => `[127.0.0.1]:${host.split(':')[1]}`);
  expect((await called('', 'attended', withSerial('NB0042'))).hosts).toEqual(hosts);
});

withKeys(
  'devices ask the servers in orders of their own when the stick says that the load is spread',
  async () => {
    const orders = [];
    for (const serial of ['NB0001', 'NB0002', 'NB0003', 'NB0004', 'NB0005'])
      orders.push((await called('spread = true\n', 'attended', withSerial(serial))).hosts);
    expect(new Set(orders.map(([first]) => first)).size).toBeGreaterThan(1);
    for (const order of orders) expect(order.toSorted()).toEqual(orders[0]?.toSorted());
  },
);

test('a stick that names no server has none', async () => {
  const empty = await mkdtemp(join(tmpdir(), 'rsd-'));
  await mkdir(join(empty, 'media/stick'), { recursive: true });
  const ports: NetworkPorts = {
    paths: devicePaths(empty),
    askForWifi: 'nobody-is-there',
    presence: 'unattended',
    clock: new FakeClock(),
    randomBelow: () => 0,
    emit: () => undefined,
  };
  expect(await findServers(deviceWith('off'), ports)).toBe('none');
  await rm(empty, { recursive: true });
});

function withSerial(serial: string): DeviceModel {
  return { ...deviceWith('off'), serial: { value: serial, from: 'test' } };
}
