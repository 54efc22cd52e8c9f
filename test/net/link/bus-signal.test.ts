import fc from 'fast-check';
import { expect, test } from 'vitest';
import { busSignal } from '../../../src/net/link/bus-signal.ts';

/** As busctl of systemd 252 printed it. */
const STATE_CHANGED =
  '{"type":"signal","endian":"l","flags":1,"version":1,"cookie":198,"timestamp-realtime":1795159452166155,"sender":":1.0","path":"/org/freedesktop/NetworkManager/Devices/2","interface":"org.freedesktop.NetworkManager.Device","member":"StateChanged","payload":{"type":"uuu","data":[120,70,5]}}';
const changed = (properties: string): string =>
  `{"type":"signal","sender":":1.4","path":"/fi/w1/wpa_supplicant1/Interfaces/0","interface":"org.freedesktop.DBus.Properties","member":"PropertiesChanged","payload":{"type":"sa{sv}as","data":["fi.w1.wpa_supplicant1.Interface",${properties},[]]}}`;

test.for<[what: string, line: string, expected: object]>([
  [
    'a state',
    STATE_CHANGED,
    { kind: 'device', path: '/org/freedesktop/NetworkManager/Devices/2', state: 'failed', reason: 5 },
  ],
  [
    'an answer of an access point',
    changed('{"State":{"type":"s","data":"disconnected"},"AuthStatusCode":{"type":"i","data":1}}'),
    { kind: 'supplicant', state: 'disconnected', authentication: 1 },
  ],
  [
    'a new state of the supplicant',
    changed('{"State":{"type":"s","data":"associated"},"Scanning":{"type":"b","data":false}}'),
    { kind: 'supplicant', state: 'associated', authentication: null },
  ],
  [
    'another property',
    changed('{"BSSs":{"type":"ao","data":[]}}'),
    { kind: 'supplicant', state: null, authentication: null },
  ],
  ['another interface', changed('{}').replace('.Interface"', '.Network"'), { kind: 'other' }],
  ['another member', STATE_CHANGED.replace('StateChanged', 'StateGuessed'), { kind: 'other' }],
  ['too few numbers', STATE_CHANGED.replace('[120,70,5]', '[120,70]'), { kind: 'other' }],
  ['a number that is none', STATE_CHANGED.replace('[120,70,5]', '[120,70,"5"]'), { kind: 'other' }],
  ['half a line', STATE_CHANGED.slice(0, 200), { kind: 'other' }],
  ['no line', '', { kind: 'other' }],
])('busSignal() of %s', ([, line, expected]) => {
  expect(busSignal(line)).toEqual(expected);
});

test('busSignal() never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constantFrom('{}', '[]', 'null', '1', '"a"')), (line) => {
      expect(busSignal(line)).toEqual({ kind: 'other' });
    }),
  );
  fc.assert(
    fc.property(fc.nat(STATE_CHANGED.length - 1), fc.string({ maxLength: 3 }), (at, put) => {
      const line = `${STATE_CHANGED.slice(0, at)}${put}${STATE_CHANGED.slice(at + put.length)}`;
      expect(['device', 'other']).toContain(busSignal(line).kind);
    }),
  );
});
