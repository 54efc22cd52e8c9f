import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/faults.ts';
import type { WifiNetwork } from '../../../src/net/link/network-manager.ts';
import { planWifi } from '../../../src/net/link/plan-wifi.ts';
import { Secret } from '../../../src/net/secret.ts';
import type { WifiSettings } from '../../../src/net/settings/network-settings.ts';
import { anSsid } from '../settings/an-ssid.ts';

const NET = anSsid('Line 3');
const PASSPHRASE = new Secret('correct horse');
const OPEN: WifiSettings = { ssid: NET, passphrase: 'none', hidden: false, security: 'auto' };
const CLOSED: WifiSettings = { ...OPEN, passphrase: PASSPHRASE };
const SHORT: WifiSettings = { ...OPEN, passphrase: new Secret('short') };

const heard = (...all: WifiNetwork['security'][]): WifiNetwork[] =>
  all.map((security, index) => ({ ssid: NET, security, signalPercent: 90 - index }));

test.for<[settings: WifiSettings, networks: readonly WifiNetwork[], key: string, heard: string]>([
  [CLOSED, heard('wpa2'), 'wpa-psk', 'wpa2'],
  [CLOSED, heard('wpa2-wpa3'), 'wpa-psk', 'wpa2-wpa3'],
  [CLOSED, heard('wpa3'), 'sae', 'wpa3'],
  [CLOSED, heard('open', 'wpa2'), 'wpa-psk', 'wpa2'],
  [CLOSED, heard('wpa3', 'wpa2'), 'sae', 'wpa3'],
  [{ ...CLOSED, security: 'wpa2' }, heard('wpa3', 'wpa2'), 'wpa-psk', 'wpa2'],
  [{ ...CLOSED, security: 'wpa3' }, heard('wpa2', 'wpa2-wpa3'), 'sae', 'wpa2-wpa3'],
  [SHORT, heard('wpa3'), 'sae', 'wpa3'],
  [OPEN, heard('wpa2', 'open'), 'open', 'open'],
  [{ ...CLOSED, hidden: true }, [], 'wpa-psk', 'unheard'],
  [{ ...CLOSED, hidden: true, security: 'wpa3' }, [], 'sae', 'unheard'],
  [{ ...OPEN, hidden: true }, [], 'open', 'unheard'],
])('planWifi() chooses the key by what is set and heard: %#', ([settings, networks, key, expected]) => {
  const { access, heard: found } = planWifi(settings, networks);
  expect([access.key === 'open' ? 'open' : access.key.management, found]).toEqual([key, expected]);
  expect(access).toMatchObject({ ssid: NET, hidden: settings.hidden });
});

test.for<
  [what: string, settings: WifiSettings, networks: readonly WifiNetwork[], code: string, facts: object]
>([
  ['nothing is heard', CLOSED, [], 'NET-35', { network: 'Line 3', heard: 0 }],
  [
    'only others are heard',
    { ...CLOSED, ssid: anSsid('x') },
    heard('wpa2'),
    'NET-35',
    { network: 'x', heard: 1 },
  ],
  ['an open network has its name', CLOSED, heard('open'), 'NET-35', { heard: ['open'] }],
  [
    'an open network has its name, though it is hidden',
    { ...CLOSED, hidden: true },
    heard('open'),
    'NET-35',
    {},
  ],
  ['only WPA2 is there and WPA3 is set', { ...CLOSED, security: 'wpa3' }, heard('wpa2'), 'NET-35', {}],
  ['only WPA3 is there and WPA2 is set', { ...CLOSED, security: 'wpa2' }, heard('wpa3'), 'NET-35', {}],
  ['a passphrase is wanted and none is set', OPEN, heard('wpa2', 'other'), 'NET-34', { problem: 'missing' }],
  ['a user name is wanted', CLOSED, heard('other'), 'NET-37', { network: 'Line 3' }],
  [
    'the passphrase is too short for WPA2',
    SHORT,
    heard('wpa2'),
    'NET-34',
    { problem: 'is shorter than 8 bytes' },
  ],
])('planWifi() refuses when %s', ([, settings, networks, code, facts]) => {
  expect(() => planWifi(settings, networks)).toThrow(Fault);
  expect(() => planWifi(settings, networks)).toThrow(
    expect.objectContaining({ code, facts: expect.objectContaining(facts) }),
  );
});
