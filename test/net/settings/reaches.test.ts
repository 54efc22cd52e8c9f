import { expect, test } from 'vitest';
import { reaches } from '../../../src/net/settings/reaches.ts';
import { readIpPrefix } from '../../../src/net/settings/read-ip-prefix.ts';

test.for([
  ['192.0.2.10/24', '192.0.2.1', true],
  ['192.0.2.10/24', '192.0.3.1', false],
  ['192.0.2.10/25', '192.0.2.129', false],
  ['192.0.2.10/31', '192.0.2.11', true],
  ['192.0.2.10/32', '198.51.100.1', true],
  ['192.0.2.10/24', '2001:db8::1', false],
  ['2001:db8::10/64', '2001:db8::1', true],
  ['2001:db8::10/64', '2001:db8:1::1', false],
  ['2001:db8::10/64', 'fe80::1', true],
  ['2001:db8::10/128', '2001:db8:1::1', true],
  ['2001:db8::10/64', '192.0.2.1', false],
] as const)('reaches() of %s and the gateway %s is %s', ([text, gateway, expected]) => {
  const prefix = readIpPrefix(text);
  expect(typeof prefix === 'string' ? prefix : reaches(prefix, gateway)).toBe(expected);
});
