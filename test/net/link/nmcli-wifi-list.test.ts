import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { WifiNetwork } from '../../../src/net/link/network-manager.ts';
import { nmcliWifiList } from '../../../src/net/link/nmcli-wifi-list.ts';
import { anSsid } from '../settings/an-ssid.ts';

const BSSID = '02:00:00:00:0A:01';
const AT = BSSID.replaceAll(':', '\\:');

const networks = (printed: string): readonly WifiNetwork[] =>
  nmcliWifiList(printed).map(({ network }) => network);

test.for<[printed: string, expected: WifiNetwork]>([
  ['6C61622D6E6574:WPA2:100', { ssid: anSsid('lab-net'), security: 'wpa2', signalPercent: 100 }],
  ['6C61622D736165:WPA3:74', { ssid: anSsid('lab-sae'), security: 'wpa3', signalPercent: 74 }],
  [
    '436166C3A93AE7BD91E7BB9C5C78:WPA1 WPA2:100',
    { ssid: anSsid('Café:网络\\x'), security: 'wpa2', signalPercent: 100 },
  ],
  [
    '00FF0A3B5C22:WPA2:0',
    { ssid: anSsid(Uint8Array.of(0, 255, 10, 59, 92, 34)), security: 'wpa2', signalPercent: 0 },
  ],
  ['61:WPA2 WPA3:100', { ssid: anSsid('a'), security: 'wpa2-wpa3', signalPercent: 100 }],
  ['61::100', { ssid: anSsid('a'), security: 'open', signalPercent: 100 }],
  ['61::999', { ssid: anSsid('a'), security: 'open', signalPercent: 100 }],
  [':WPA2:100', { ssid: 'hidden', security: 'wpa2', signalPercent: 100 }],
  ['000000:WPA2:31', { ssid: 'hidden', security: 'wpa2', signalPercent: 31 }],
])('nmcliWifiList() reads %s', ([printed, network]) => {
  expect(nmcliWifiList(`${AT}:${printed}\n`)).toEqual([{ bssid: BSSID, network }]);
});

test.for([
  '',
  AT,
  `${AT}:61`,
  `${AT}:61:WPA2`,
  `${AT}:61:WPA2:50:more`,
  `${AT}:6:WPA2:50`,
  `${AT}:zz:WPA2:50`,
  `${AT}:${'61'.repeat(33)}:WPA2:50`,
  `${AT}:61:WPA2:`,
  `${AT}:61:WPA2:-5`,
  `${AT}:61:WPA2:1e9`,
])('nmcliWifiList() leaves out the line %j', (line) => {
  expect(networks(`${line}\n${AT}:62::7\n`)).toEqual([
    { ssid: anSsid('b'), security: 'open', signalPercent: 7 },
  ]);
});

test('nmcliWifiList() is bounded', () => {
  expect(networks(`${AT}:61::50\n`.repeat(5000))).toHaveLength(512);
});

test('nmcliWifiList() gives back every SSID that is not hidden', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 32 }), (bytes) => {
      const [network] = networks(`${AT}:${Buffer.from(bytes).toString('hex').toUpperCase()}::50`);
      expect(network?.ssid).toBe(bytes.every((byte) => byte === 0) ? 'hidden' : anSsid(bytes));
    }),
  );
});
