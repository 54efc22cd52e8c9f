import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/faults.ts';
import type { LinkSettings } from '../../../src/net/link/link-desk.ts';
import { anSsid } from '../settings/an-ssid.ts';
import { adapter, type FakeNetworkManager, fakeWith, SCENES } from './fake-network-manager.ts';
import { HEARD, linkRun, SETTINGS, WIFI } from './link-run.ts';

test('bringUpLink() takes the cable first, keeps its link and tells what it has', async () => {
  const fake = fakeWith({
    devices: [adapter('lo', 'other'), adapter('wlan0', 'wireless'), adapter('eth0', 'wired')],
    scenes: [SCENES.wiredUp],
  });
  const { link, lines } = await linkRun(fake);
  expect(link).toEqual({
    kind: 'wired',
    device: 'eth0',
    network: '',
    addresses: ['192.0.2.10/24'],
    gateways: ['192.0.2.1'],
    dns: ['192.0.2.53'],
  });
  expect(lines).toEqual(['try eth0', 'up eth0']);
  expect(fake.calls).toEqual(['remove leftovers', 'activate uuid-1 on eth0', 'keep uuid-1', 'unwatch']);
  expect([...fake.profiles.keys()]).toEqual(['uuid-1']);
});

test('bringUpLink() goes on to WiFi when there is no cable, and says why', async () => {
  const fake = fakeWith({
    devices: [adapter('eth0', 'wired', { cable: 'out', state: 'unavailable' }), adapter('wlan0', 'wireless')],
    heard: [HEARD],
    scenes: [SCENES.wirelessUp],
  });
  const { link, lines } = await linkRun(fake);
  expect(link).toMatchObject({ kind: 'wireless', device: 'wlan0', network: 'Line 3' });
  expect(lines).toEqual([
    'wait eth0: no cable so far',
    'failed NET-32 wired: no cable',
    'try wlan0 Line 3',
    'up wlan0',
  ]);
  expect(fake.clock.nowMs()).toBeLessThan(20_000);
});

test('bringUpLink() goes in the order of the settings', async () => {
  const fake = fakeWith({
    devices: [adapter('eth0', 'wired'), adapter('wlan0', 'wireless')],
    heard: [HEARD],
    scenes: [SCENES.wrongPassphrase, SCENES.wiredUp],
  });
  const { lines } = await linkRun(fake, { interfaces: ['wireless', 'wired'] });
  expect(lines).toEqual([
    'try wlan0 Line 3',
    'failed NET-34 wireless: the passphrase of "Line 3" is wrong',
    'try eth0',
    'up eth0',
  ]);
});

test('bringUpLink() tells every ten seconds what it waits for, and removes the profile that failed', async () => {
  const fake = fakeWith({ devices: [adapter('eth0', 'wired')], scenes: [SCENES.noDhcp] });
  const { link, lines } = await linkRun(fake, { interfaces: ['wired'] });
  expect(lines).toEqual([
    'try eth0',
    ...[10, 20, 30, 40, 50].map((seconds) => `wait eth0: cable in, no DHCP answer for ${seconds} s`),
    'failed NET-33 wired: cable in, no DHCP answer for 60 s',
  ]);
  expect(link).toMatchObject({
    code: 'NET-33',
    facts: { device: 'eth0', attempts: ['cable in, no DHCP answer for 60 s'] },
  });
  expect(fake.profiles.size).toBe(0);
  expect(fake.calls.slice(2)).toEqual(['deactivate uuid-1', 'remove uuid-1', 'unwatch']);
});

test('bringUpLink() tries every wired adapter with a cable, and those that get one meanwhile', async () => {
  const [first, second] = [adapter('eth0', 'wired'), adapter('eth1', 'wired')];
  const fake = fakeWith({
    devices: [first, { ...second, cable: 'out' }],
    scenes: [SCENES.noDhcp, SCENES.wiredUp],
  });
  fake.happenings = [[30_000, () => (fake.devices = [first, second])]];
  const { link } = await linkRun(fake);
  expect(link).toMatchObject({ device: 'eth1' });
});

test('bringUpLink() waits for a cable that is plugged in late', async () => {
  const fake = fakeWith({ scenes: [SCENES.wiredUp] });
  fake.happenings = [
    [2000, () => (fake.devices = [adapter('eth0', 'wired', { cable: 'out', state: 'unavailable' })])],
    [4000, () => (fake.devices = [adapter('eth0', 'wired', { state: 'unavailable' })])],
    [5000, () => (fake.devices = [adapter('eth0', 'wired')])],
  ];
  const { link, lines } = await linkRun(fake);
  expect(link).toMatchObject({ device: 'eth0' });
  expect(lines[0]).toBe('wait : no wired network adapter so far');
  // Not before the adapter was ready.
  expect(fake.clock.nowMs()).toBeGreaterThanOrEqual(6500);
});

test('bringUpLink() waits for NetworkManager, but not for ever', async () => {
  const soon = fakeWith({
    devices: [adapter('eth0', 'wired')],
    scenes: [SCENES.wiredUp],
    notRunningUntilMs: 9000,
  });
  expect((await linkRun(soon)).link).toMatchObject({ device: 'eth0' });
  const never = fakeWith({ notRunningUntilMs: Infinity });
  expect((await linkRun(never)).link).toMatchObject({ code: 'NET-39' });
  expect(never.clock.nowMs()).toBeLessThan(20_000);
});

test.for<
  [
    what: string,
    but: Partial<FakeNetworkManager>,
    settings: Partial<LinkSettings>,
    code: string,
    line: string,
  ]
>([
  ['there is no adapter', {}, {}, 'NET-31', 'failed NET-31 wired: no wired network adapter'],
  [
    'there is no cable',
    { devices: [adapter('eth0', 'wired', { cable: 'out' })] },
    {},
    'NET-32',
    'failed NET-32 wired: no cable',
  ],
  [
    'the cable is pulled out',
    { devices: [adapter('eth0', 'wired')], scenes: [SCENES.pulledOut] },
    {},
    'NET-32',
    'failed NET-32 wired: no cable',
  ],
  [
    'the WiFi network is not heard',
    { devices: [adapter('wlan0', 'wireless')], heard: [{ ...HEARD, ssid: anSsid('Line 4') }] },
    {},
    'NET-35',
    'failed NET-35 wireless: no network "Line 3"',
  ],
  [
    'the passphrase is wrong',
    { devices: [adapter('wlan0', 'wireless')], heard: [HEARD], scenes: [SCENES.wrongPassphrase] },
    {},
    'NET-34',
    'failed NET-34 wireless: the passphrase of "Line 3" is wrong',
  ],
  [
    'the WiFi network is out of range',
    { devices: [adapter('wlan0', 'wireless')], heard: [HEARD], scenes: [SCENES.notFound] },
    {},
    'NET-36',
    'failed NET-36 wireless: "Line 3" is out of range',
  ],
  [
    'a hidden network is not there',
    { devices: [adapter('wlan0', 'wireless')], scenes: [SCENES.notFound] },
    { wifi: { ...WIFI, hidden: true } },
    'NET-35',
    'failed NET-35 wireless: no network "Line 3"',
  ],
  [
    'WiFi gives no address',
    { devices: [adapter('wlan0', 'wireless')], heard: [HEARD], scenes: [SCENES.noDhcp] },
    {},
    'NET-33',
    'failed NET-33 wireless: connected to "Line 3", no DHCP answer for 60 s',
  ],
  [
    'WiFi is switched off',
    { devices: [adapter('wlan0', 'wireless', { state: 'unavailable', reason: 2 })] },
    {},
    'NET-42',
    'failed NET-42 wireless: the WiFi adapter wlan0 does not work',
  ],
  [
    'no network is set and nobody is there',
    { devices: [adapter('wlan0', 'wireless')], heard: [HEARD] },
    { wifi: 'ask' },
    'NET-38',
    'failed NET-38 wireless: no network is set and nobody named one',
  ],
  [
    'NetworkManager will not begin',
    { devices: [adapter('eth0', 'wired')], scenes: [new Fault('NET-41', { problem: 'Error: no' })] },
    {},
    'NET-41',
    'failed NET-41 wired: Error: no',
  ],
  [
    'nothing ever happens',
    { devices: [adapter('eth0', 'wired')], scenes: [SCENES.silence] },
    {},
    'NET-41',
    'failed NET-41 wired: reason 0 of NetworkManager in state config',
  ],
])('bringUpLink() has a fault of its own when %s', async ([, but, settings, code, line]) => {
  const fake = fakeWith(but);
  const { link, lines } = await linkRun(fake, settings);
  expect(link).toMatchObject({ code });
  expect(lines).toContain(line);
  expect(fake.profiles.size).toBe(0);
  expect(fake.clock.nowMs()).toBeLessThan(150_000);
});

test('bringUpLink() throws the failure that got furthest, with the reasons of all', async () => {
  const fake = fakeWith({
    devices: [adapter('eth0', 'wired'), adapter('eth1', 'wired'), adapter('wlan0', 'wireless')],
    heard: [HEARD],
    scenes: [SCENES.pulledOut, SCENES.noDhcp, SCENES.wrongPassphrase],
  });
  expect((await linkRun(fake)).link).toMatchObject({
    code: 'NET-33',
    facts: {
      device: 'eth1',
      attempts: ['no cable', 'cable in, no DHCP answer for 60 s', 'the passphrase of "Line 3" is wrong'],
    },
  });
});

test('bringUpLink() looks at the device itself before it gives up: a signal may have been lost', async () => {
  const fake = fakeWith({ devices: [adapter('eth0', 'wired')], scenes: [SCENES.silence] });
  fake.happenings = [[50_000, () => (fake.devices = [adapter('eth0', 'wired', { state: 'activated' })])]];
  expect((await linkRun(fake)).link).toMatchObject({ device: 'eth0' });
});

test('bringUpLink() ends when NetworkManager can no longer be heard', async () => {
  const fake = fakeWith({ devices: [adapter('eth0', 'wired')], scenes: [SCENES.silence] });
  fake.happenings = [[5000, () => fake.tell({ kind: 'lost', problem: 'busctl ended' })]];
  expect((await linkRun(fake)).link).toMatchObject({ code: 'NET-39', facts: { problem: 'busctl ended' } });
  expect(fake.profiles.size).toBe(0);
});

test('bringUpLink() does not forget over the next attempt that it hears nothing', async () => {
  const fake = fakeWith({
    devices: [adapter('eth0', 'wired'), adapter('wlan0', 'wireless')],
    scenes: [SCENES.pulledOut, SCENES.silence],
  });
  fake.happenings = [
    [5000, () => fake.tell({ kind: 'lost', problem: 'busctl ended' })],
    [9000, () => (fake.heard = [HEARD])],
  ];
  expect((await linkRun(fake)).link).toMatchObject({ code: 'NET-39' });
  expect(fake.clock.nowMs()).toBeLessThan(20_000);
});

test('bringUpLink() makes the link within the VLAN', async () => {
  const fake = fakeWith({
    devices: [
      adapter('eth0', 'wired', { state: 'disconnected' }),
      adapter('vlan30', 'other', { state: 'activated' }),
    ],
    scenes: [SCENES.wiredUp],
  });
  const { link } = await linkRun(fake, { ip: { ...SETTINGS.ip, vlan: 30 } });
  expect(link).toMatchObject({ kind: 'wired', device: 'vlan30' });
  expect(fake.profiles.get('uuid-1')?.keyfile.reveal()).toContain('parent=eth0');
});

test('bringUpLink() stops at once when it is asked to, and leaves nothing behind', async () => {
  const fake = fakeWith({ devices: [adapter('eth0', 'wired')], scenes: [SCENES.silence] });
  const stop = new AbortController();
  fake.happenings = [[3000, () => stop.abort(new Fault('AGT-02', {}))]];
  expect((await linkRun(fake, {}, 'nobody-is-there', stop.signal)).link).toMatchObject({ code: 'AGT-02' });
  expect(fake.clock.nowMs()).toBe(3000);
  expect([fake.profiles.size, fake.calls.slice(-3)]).toEqual([
    0,
    ['deactivate uuid-1', 'remove uuid-1', 'unwatch'],
  ]);
});
