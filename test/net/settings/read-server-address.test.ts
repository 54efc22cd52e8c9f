import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readServerAddress } from '../../../src/net/settings/read-server-address.ts';

test.for([
  ['recovery.example.com', 'recovery.example.com', 22],
  ['recovery.example.com.', 'recovery.example.com.', 22],
  ['recovery:2222', 'recovery', 2222],
  ['192.0.2.5', '192.0.2.5', 22],
  ['192.0.2.5:1', '192.0.2.5', 1],
  ['2001:db8::5', '2001:db8::5', 22],
  ['[2001:db8::5]', '2001:db8::5', 22],
  ['[2001:db8::5]:65535', '2001:db8::5', 65535],
  ['host_1', 'host_1', 22],
] as const)('readServerAddress() of %s is %s and port %i', ([text, host, port]) => {
  expect(readServerAddress(text)).toEqual({ host, port });
});

test.for([
  '',
  ':22',
  'host:',
  'host:0',
  'host:022',
  'host:65536',
  'host:ssh',
  'host:22:22',
  'host name',
  '-oProxyCommand=x',
  'host/path',
  'user@host',
  'ho\u0000st',
  'hôte',
  `${'a'.repeat(64)}.example`,
  `${'a.'.repeat(127)}aa`,
  'a..b',
  '.',
  '300.1.1.1',
  '127.1',
  '0x7f',
  '2001:db8::5:2222:1:1:1:1:1:1',
  'fe80::1%eth0',
  '[fe80::1%eth0]:22',
  '[192.0.2.5]:22',
  '[]:22',
  '[2001:db8::5]22',
  '[2001:db8::5',
])('readServerAddress() of %j says what is wrong', (text) => {
  expect(readServerAddress(text)).toBeTypeOf('string');
});

test('readServerAddress() can ask for the port', () => {
  expect(readServerAddress('host', 'must-be-there')).toBe('has no port');
  expect(readServerAddress('2001:db8::5', 'must-be-there')).toBe('has no port');
  expect(readServerAddress('[2001:db8::5]:8080', 'must-be-there')).toEqual({
    host: '2001:db8::5',
    port: 8080,
  });
});

test('readServerAddress() reads back every address that was written, in each of its forms', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.domain(), fc.ipV4()),
      fc.ipV6(),
      fc.integer({ min: 1, max: 65_535 }),
      (host, host6, port) => {
        expect(readServerAddress(`${host}:${port}`)).toEqual({ host, port });
        expect(readServerAddress(`[${host6}]:${port}`)).toEqual({ host: host6, port });
        expect(readServerAddress(host6)).toEqual({ host: host6, port: 22 });
      },
    ),
  );
});
