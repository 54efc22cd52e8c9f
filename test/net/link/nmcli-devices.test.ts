import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/faults.ts';
import { nmcliDevices } from '../../../src/net/link/nmcli-devices.ts';

/** What nmcli 1.42 of Debian 12 printed in a virtual machine with a cable, a WiFi adapter and a dead one. */
const PRINTED = `GENERAL.DEVICE:enp0s2
GENERAL.TYPE:ethernet
GENERAL.STATE:100 (connected)
GENERAL.REASON:0 (No reason given)
GENERAL.DBUS-PATH:/org/freedesktop/NetworkManager/Devices/2
GENERAL.HWADDR:52:54:00:12:34:56
WIRED-PROPERTIES.CARRIER:on
IP4.ADDRESS[1]:10.0.2.15/24
IP4.GATEWAY:10.0.2.2
IP4.ROUTE[1]:dst = 10.0.2.0/24, nh = 0.0.0.0, mt = 100
IP4.DNS[1]:10.0.2.3
IP6.ADDRESS[1]:fec0::1c4d:d87e:9275:2b57/64
IP6.ADDRESS[2]:fe80::901e:5486:e994:883f/64
IP6.GATEWAY:fe80::2

GENERAL.DEVICE:lo
GENERAL.TYPE:loopback
GENERAL.STATE:100 (connected (externally))
GENERAL.REASON:0 (No reason given)
GENERAL.DBUS-PATH:/org/freedesktop/NetworkManager/Devices/1
GENERAL.HWADDR:00:00:00:00:00:00
IP4.ADDRESS[1]:127.0.0.1/8
IP4.GATEWAY:

GENERAL.DEVICE:eth1
GENERAL.TYPE:ethernet
GENERAL.STATE:20 (unavailable)
GENERAL.REASON:40 (Carrier/link changed)
GENERAL.DBUS-PATH:/org/freedesktop/NetworkManager/Devices/7
GENERAL.HWADDR:AA:F1:D6:04:BC:4A
WIRED-PROPERTIES.CARRIER:off

GENERAL.DEVICE:wlan1
GENERAL.TYPE:wifi
GENERAL.STATE:30 (disconnected)
GENERAL.REASON:42 (The supplicant is now available)
GENERAL.DBUS-PATH:/org/freedesktop/NetworkManager/Devices/4
GENERAL.HWADDR:9E:BB:78:CF:8F:6F
`;

test('nmcliDevices() reads what nmcli prints', () => {
  const [wired, loopback, dead, wireless, ...more] = nmcliDevices(PRINTED);
  expect(wired).toEqual({
    name: 'enp0s2',
    kind: 'wired',
    state: 'activated',
    reason: 0,
    path: '/org/freedesktop/NetworkManager/Devices/2',
    cable: 'in',
    hardwareAddress: '52:54:00:12:34:56',
    addresses: ['10.0.2.15/24', 'fec0::1c4d:d87e:9275:2b57/64', 'fe80::901e:5486:e994:883f/64'],
    gateways: ['10.0.2.2', 'fe80::2'],
    dns: ['10.0.2.3'],
  });
  expect(loopback).toMatchObject({ name: 'lo', kind: 'other', gateways: [] });
  expect(dead).toMatchObject({ name: 'eth1', state: 'unavailable', reason: 40, cable: 'out' });
  expect(wireless).toMatchObject({ kind: 'wireless', state: 'disconnected', reason: 42, cable: 'unknown' });
  expect(more).toEqual([]);
});

test('nmcliDevices() does not mind in which language the states are', () => {
  const [device] = nmcliDevices(
    PRINTED.replace('(connected)', '(verbunden)').replace('(No reason given)', '()'),
  );
  expect(device).toMatchObject({ state: 'activated', reason: 0 });
});

test('nmcliDevices() calls a state that it does not know unknown', () => {
  expect(nmcliDevices(PRINTED.replace('100 (connected)', '130 (new)'))[0]?.state).toBe('unknown');
});

test('nmcliDevices() of nothing is nothing', () => {
  expect(nmcliDevices('')).toEqual([]);
});

test.for<[what: string, text: string]>([
  ['a device without a name', PRINTED.replace('GENERAL.DEVICE:lo\n', '')],
  [
    'a device without a path',
    PRINTED.replace('GENERAL.DBUS-PATH:/org/freedesktop/NetworkManager/Devices/1\n', ''),
  ],
  ['a device without a state', PRINTED.replace('GENERAL.STATE:30 (disconnected)\n', '')],
  ['a state that is no number', PRINTED.replace('30 (disconnected)', 'disconnected')],
  ['a state that is too long a number', PRINTED.replace('30 (disconnected)', '99999 (x)')],
  ['very many devices', PRINTED.repeat(100)],
  ['an error', 'Error: NetworkManager is not running.\n'],
])('nmcliDevices() refuses %s', ([, text]) => {
  expect(() => nmcliDevices(text)).toThrow(expect.objectContaining({ code: 'NET-39' }));
});

test('nmcliDevices() throws nothing but a fault', () => {
  const line = fc.constantFrom(...PRINTED.split('\n'), '', ':', 'GENERAL.STATE:', 'IP4.ADDRESS[1]');
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const ends = (() => {
        try {
          return nmcliDevices(lines.join('\n')).every(({ name }) => name !== '')
            ? 'read'
            : 'a device without a name';
        } catch (error) {
          return error instanceof Fault ? error.code : error;
        }
      })();
      expect(['read', 'NET-39']).toContain(ends);
    }),
  );
});
