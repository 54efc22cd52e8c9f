import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readIpPrefix } from '../../../src/net/settings/read-ip-prefix.ts';

test('readIpPrefix() reads an address of either family with its prefix', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 1, max: 32 }), (address, prefixBits) => {
      expect(readIpPrefix(`${address}/${prefixBits}`)).toEqual({ family: 4, address, prefixBits });
    }),
  );
  fc.assert(
    fc.property(fc.ipV6(), fc.integer({ min: 1, max: 128 }), (address, prefixBits) => {
      expect(readIpPrefix(`${address}/${prefixBits}`)).toEqual({ family: 6, address, prefixBits });
    }),
  );
});

test.for([
  '',
  '192.0.2.10',
  '192.0.2.10/',
  '192.0.2.10/0',
  '192.0.2.10/024',
  '192.0.2.10/33',
  '192.0.2.10/24/24',
  '192.0.2.10/255.255.255.0',
  '192.0.2/24',
  '192.0.2.256/24',
  ' 192.0.2.10/24',
  '2001:db8::1/129',
  'fe80::1%eth0/64',
  'host/24',
])('readIpPrefix() of %j says what is wrong', (text) => {
  expect(readIpPrefix(text)).toBeTypeOf('string');
});
