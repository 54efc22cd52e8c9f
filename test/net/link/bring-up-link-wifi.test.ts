import { expect, test } from 'vitest';
import { toFault } from '../../../src/core/faults.ts';
import type { AskForWifi } from '../../../src/net/link/link-desk.ts';
import { anSsid } from '../settings/an-ssid.ts';
import { adapter, fakeWith, SCENES } from './fake-network-manager.ts';
import { HEARD, linkRun, WIFI } from './link-run.ts';

test('bringUpLink() asks the person for WiFi until a network works', async () => {
  const fake = fakeWith({
    devices: [adapter('wlan0', 'wireless')],
    heard: [HEARD, { ssid: anSsid('Café'), security: 'open', signalPercent: 90 }],
    scenes: [SCENES.wrongPassphrase, SCENES.wirelessUp],
  });
  const offers: [networks: string[], before: string][] = [];
  const ask: AskForWifi = async (offer) => {
    const { networks, before } = offer;
    expect(await offer.rescan()).toEqual(networks);
    offers.push([networks.map(({ name }) => name), before === 'none' ? 'none' : before.code]);
    return WIFI;
  };
  const { link, lines } = await linkRun(fake, { wifi: 'ask', interfaces: ['wireless'] }, ask);
  expect(link).toMatchObject({ kind: 'wireless', network: 'Line 3' });
  expect(offers).toEqual([
    [['Café', 'Line 3'], 'none'],
    [['Café', 'Line 3'], 'NET-34'],
  ]);
  expect(lines).toContain('failed NET-34 wireless: the passphrase of "Line 3" is wrong');
  expect([...fake.profiles.keys()]).toEqual(['uuid-2']);
});

test.for<[answers: ('try' | 'give-up')[], code: string]>([
  [['give-up'], 'NET-38'],
  [['try', 'give-up'], 'NET-34'],
])('bringUpLink() ends when the person gives up: %j', async ([answers, code]) => {
  const fake = fakeWith({
    devices: [adapter('wlan0', 'wireless')],
    heard: [HEARD],
    scenes: [SCENES.wrongPassphrase],
  });
  const ask: AskForWifi = async () => (answers.shift() === 'try' ? WIFI : 'give-up');
  expect((await linkRun(fake, { wifi: 'ask', interfaces: ['wireless'] }, ask)).link).toMatchObject({ code });
});

test('bringUpLink() does not hide a defect of whoever asks', async () => {
  const fake = fakeWith({ devices: [adapter('wlan0', 'wireless')], heard: [HEARD] });
  const ask: AskForWifi = () => Promise.reject(new RangeError('defect'));
  const error: unknown = await linkRun(fake, { wifi: 'ask', interfaces: ['wireless'] }, ask).catch(
    (one: unknown) => one,
  );
  expect(toFault(error)).toMatchObject({ code: 'BUG-00' });
});

test('bringUpLink() switches WiFi on: the scan that does it comes before the adapter is ready', async () => {
  const off = adapter('wlan0', 'wireless', { state: 'unavailable' });
  const fake = fakeWith({ devices: [off], heard: [HEARD], scenes: [SCENES.wirelessUp] });
  fake.happenings = [[4000, () => (fake.devices = [adapter('wlan0', 'wireless')])]];
  expect((await linkRun(fake, { interfaces: ['wireless'] })).link).toMatchObject({ device: 'wlan0' });
  expect(fake.calls.slice(0, 4)).toEqual(['remove leftovers', 'scan wlan0', 'scan wlan0', 'scan wlan0']);
});

test('bringUpLink() scans again until the network is heard', async () => {
  const fake = fakeWith({ devices: [adapter('wlan0', 'wireless')], scenes: [SCENES.wirelessUp] });
  fake.happenings = [[9000, () => (fake.heard = [HEARD])]];
  const { link, lines } = await linkRun(fake, { interfaces: ['wireless'] });
  expect(link).toMatchObject({ device: 'wlan0' });
  expect(lines).toEqual(['wait wlan0: no network "Line 3" so far', 'try wlan0 Line 3', 'up wlan0']);
});

test('bringUpLink() offers the person no empty list when it only has to scan again', async () => {
  const fake = fakeWith({ devices: [adapter('wlan0', 'wireless')], scenes: [SCENES.wirelessUp] });
  fake.happenings = [[4000, () => (fake.heard = [HEARD])]];
  const offered: number[] = [];
  const ask: AskForWifi = async ({ networks }) => {
    offered.push(networks.length);
    return WIFI;
  };
  await linkRun(fake, { wifi: 'ask', interfaces: ['wireless'] }, ask);
  expect(offered).toEqual([1]);
});

test('bringUpLink() offers the person an empty list where there is no network: one may be hidden', async () => {
  const fake = fakeWith({ devices: [adapter('wlan0', 'wireless')], scenes: [SCENES.wirelessUp] });
  const ask: AskForWifi = async ({ networks }) =>
    networks.length === 0 ? { ...WIFI, hidden: true } : 'give-up';
  const { link } = await linkRun(fake, { wifi: 'ask', interfaces: ['wireless'] }, ask);
  expect(link).toMatchObject({ kind: 'wireless' });
});

test('bringUpLink() does not wait to hear a hidden network, which says nothing', async () => {
  const fake = fakeWith({ devices: [adapter('wlan0', 'wireless')], scenes: [SCENES.wirelessUp] });
  const { link } = await linkRun(fake, { wifi: { ...WIFI, hidden: true }, interfaces: ['wireless'] });
  expect(link).toMatchObject({ device: 'wlan0' });
  expect(fake.clock.nowMs()).toBeLessThan(12_000);
});
