import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nmcliFields } from '../../../src/net/link/nmcli-fields.ts';

test.for<[line: string, fields: readonly string[]]>([
  ['', ['']],
  ['a', ['a']],
  ['a:b', ['a', 'b']],
  [':', ['', '']],
  ['Café\\:网络\\\\x:436166:WPA2', ['Café:网络\\x', '436166', 'WPA2']],
  ['02\\:00\\:00\\:00\\:00\\:00: :wlan1', ['02:00:00:00:00:00', ' ', 'wlan1']],
  ['a\\', ['a\\']],
  ['\\\\:\\:', ['\\', ':']],
])('nmcliFields() of %j', ([line, fields]) => {
  expect(nmcliFields(line)).toEqual(fields);
});

test('nmcliFields() gives back whatever was escaped', () => {
  const field = fc.oneof(
    fc.string({ unit: fc.constantFrom(':', '\\', 'a', ' ') }),
    fc.string({ unit: 'binary' }),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1')),
  );
  fc.assert(
    fc.property(fc.array(field, { minLength: 1 }), (fields) => {
      const line = fields.map((one) => one.replaceAll(/[:\\]/g, '\\$&')).join(':');
      expect(nmcliFields(line)).toEqual(fields);
    }),
  );
});
