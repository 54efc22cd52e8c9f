import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nmcliWifiList } from '../../src/net/nmcli-wifi-list.ts';
import { anSsid } from './an-ssid.ts';

test('nmcliWifiList() reads what nmcli prints, SSIDs of any bytes among them', () => {
  const printed = `6C61622D6E6574:WPA2:100
6C61622D736165:WPA3:74
436166C3A93AE7BD91E7BB9C5C78:WPA1 WPA2:100
00FF0A3B5C22:WPA2:0
6C61622D6D69786564:WPA2 WPA3:100
6C61622D6F70656E::100
:WPA2:100
000000:WPA2:31
61:WEP:50
62:WPA2 802.1X:50
63:OWE:50
64:OWE-TM:50
`;
  expect(nmcliWifiList(printed)).toEqual([
    { ssid: anSsid('lab-net'), security: 'wpa2', signalPercent: 100 },
    { ssid: anSsid('lab-sae'), security: 'wpa3', signalPercent: 74 },
    { ssid: anSsid('Café:网络\\x'), security: 'wpa2', signalPercent: 100 },
    { ssid: anSsid(Uint8Array.of(0, 255, 10, 59, 92, 34)), security: 'wpa2', signalPercent: 0 },
    { ssid: anSsid('lab-mixed'), security: 'wpa2-wpa3', signalPercent: 100 },
    { ssid: anSsid('lab-open'), security: 'open', signalPercent: 100 },
    { ssid: 'hidden', security: 'wpa2', signalPercent: 100 },
    { ssid: 'hidden', security: 'wpa2', signalPercent: 31 },
    { ssid: anSsid('a'), security: 'other', signalPercent: 50 },
    { ssid: anSsid('b'), security: 'other', signalPercent: 50 },
    { ssid: anSsid('c'), security: 'other', signalPercent: 50 },
    { ssid: anSsid('d'), security: 'open', signalPercent: 50 },
  ]);
});

test.for([
  '',
  '61',
  '61:WPA2',
  '61:WPA2:50:more',
  '6:WPA2:50',
  'zz:WPA2:50',
  `${'61'.repeat(33)}:WPA2:50`,
  '61:WPA2:',
  '61:WPA2:-5',
  '61:WPA2:1e9',
])('nmcliWifiList() leaves out the line %j', (line) => {
  expect(nmcliWifiList(`${line}\n62::7\n`)).toEqual([
    { ssid: anSsid('b'), security: 'open', signalPercent: 7 },
  ]);
});

test('nmcliWifiList() is bounded', () => {
  expect(nmcliWifiList('61::50\n'.repeat(5000))).toHaveLength(512);
  expect(nmcliWifiList('61::999')[0]?.signalPercent).toBe(100);
});

test('nmcliWifiList() gives back every SSID that is not hidden', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 32 }), (bytes) => {
      const [network] = nmcliWifiList(`${Buffer.from(bytes).toString('hex').toUpperCase()}::50`);
      expect(network?.ssid).toBe(bytes.every((byte) => byte === 0) ? 'hidden' : anSsid(bytes));
    }),
  );
});
