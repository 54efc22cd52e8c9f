import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/faults.ts';
import { linkReason } from '../../../src/net/link/link-reason.ts';
import { waitingReason } from '../../../src/net/link/waiting-reason.ts';

const WIRED = { link: 'wired', network: '', address: 'dhcp' } as const;
const WIFI = { link: 'wireless', network: 'Line 3', address: 'dhcp' } as const;

test.for([
  ['ip-config', WIRED, 'dhcp', 'cable in, no DHCP answer for 20 s'],
  ['ip-check', { ...WIRED, address: 'static' }, 'address', 'cable in, the address is not confirmed for 20 s'],
  ['config', WIRED, 'carrier', 'cable in, no link for 20 s'],
  ['config', WIFI, 'access-point', 'no answer from "Line 3" for 20 s'],
  ['ip-config', WIFI, 'dhcp', 'connected to "Line 3", no DHCP answer for 20 s'],
] as const)('waitingReason() in state %s', ([state, facts, missing, reason]) => {
  expect(waitingReason(state, facts, 20_125)).toEqual({ missing, reason });
});

test.for<[fault: Fault, expected: string]>([
  [new Fault('NET-31', { link: 'wired' }), 'no wired network adapter'],
  [new Fault('NET-32', { devices: ['eth0'] }), 'no cable'],
  [new Fault('NET-33', { ...WIRED, tookSeconds: 60 }), 'cable in, no DHCP answer for 60 s'],
  [new Fault('NET-33', { ...WIFI, tookSeconds: 60 }), 'connected to "Line 3", no DHCP answer for 60 s'],
  [new Fault('NET-34', { ...WIFI }), 'the passphrase of "Line 3" is wrong'],
  [new Fault('NET-34', { ...WIFI, problem: 'missing' }), 'the passphrase of "Line 3" is missing'],
  [new Fault('NET-35', { ...WIFI }), 'no network "Line 3"'],
  [new Fault('NET-36', { ...WIFI }), '"Line 3" is out of range'],
  [new Fault('NET-37', { ...WIFI }), '"Line 3" does not let this device in'],
  [new Fault('NET-38', {}), 'no network is set and nobody named one'],
  [new Fault('NET-40', { ...WIRED }), 'cable in, the address that is set cannot be used'],
  [new Fault('NET-41', { problem: 'Error: no' }), 'Error: no'],
  [new Fault('NET-41', { reason: 54, state: 'config' }), 'reason 54 of NetworkManager in state config'],
  [new Fault('NET-42', { device: 'wlan0' }), 'the WiFi adapter wlan0 does not work'],
])('linkReason() of a fault', ([fault, expected]) => {
  expect(linkReason(fault)).toBe(expected);
});
