import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readKnownHosts } from '../../../src/net/server/known-hosts.ts';
import { faultOf } from '../../formats/fault-of.ts';

const TYPE = Buffer.from('ssh-ed25519');
const KEY = Buffer.concat([
  Buffer.from([0, 0, 0, 11]),
  TYPE,
  Buffer.from([0, 0, 0, 32]),
  Buffer.alloc(32, 7),
]);
const ED25519 = `ssh-ed25519 ${KEY.toString('base64')}`;
const SALT = Buffer.alloc(20, 1).toString('base64');

test('readKnownHosts() reads plain, marked and hashed lines, and passes over comments and empty lines', () => {
  const text = [
    '# a comment',
    '',
    `recovery.example.com,192.0.2.1 ${ED25519} line 3`,
    `  [2001:db8::5]:2222,!bad.example.com\t${ED25519}\r`,
    `@revoked * ${ED25519}`,
    `@cert-authority *.example.com ${ED25519}`,
    `|1|${SALT}|${SALT} ${ED25519}`,
  ].join('\n');
  const hash = Uint8Array.from(Buffer.alloc(20, 1));
  expect(readKnownHosts(text).map(({ marker, names }) => [marker, names])).toEqual([
    ['none', { kind: 'patterns', wanted: ['recovery.example.com', '192.0.2.1'], unwanted: [] }],
    ['none', { kind: 'patterns', wanted: ['[2001:db8::5]:2222'], unwanted: ['bad.example.com'] }],
    ['revoked', { kind: 'patterns', wanted: ['*'], unwanted: [] }],
    ['cert-authority', { kind: 'patterns', wanted: ['*.example.com'], unwanted: [] }],
    ['none', { kind: 'hashed', salt: hash, hash }],
  ]);
});

test('readKnownHosts() gives the key as its bytes, and takes a byte order mark and Windows line ends', () => {
  const [host] = readKnownHosts(`\uFEFFHost ${ED25519}\r\n`);
  expect(host).toEqual({
    marker: 'none',
    names: { kind: 'patterns', wanted: ['host'], unwanted: [] },
    keyType: 'ssh-ed25519',
    key: Uint8Array.from(KEY),
  });
});

const rsaNamed = `ssh-rsa ${KEY.toString('base64')}`;

test.for([
  ['an unknown marker', `@trusted host ${ED25519}`, 'the marker is unknown'],
  ['a marker alone', '@revoked', 'the host is missing'],
  ['a host alone', 'host', 'the key is missing or not in base64'],
  ['a host and a type alone', 'host ssh-ed25519', 'the key is missing or not in base64'],
  ['a key that is not base64', 'host ssh-ed25519 AAAA*AAA', 'the key is missing or not in base64'],
  ['a key with a letter too many', `host ${ED25519}A`, 'the key is missing or not in base64'],
  [
    'a key that is cut short',
    `host ${ED25519.slice(0, -4)}`,
    'the key is damaged or of another type than the line says',
  ],
  [
    'a key with something behind it',
    `host ssh-ed25519 ${Buffer.concat([KEY, Buffer.alloc(3)]).toString('base64')}`,
    'the key is damaged or of another type than the line says',
  ],
  [
    'a key of another type than it says',
    `host ${rsaNamed}`,
    'the key is damaged or of another type than the line says',
  ],
  ['an unknown hash', `|2|${SALT}|${SALT} ${ED25519}`, 'the hashed host is damaged'],
  ['a hash without a salt', `|1|${SALT} ${ED25519}`, 'the hashed host is damaged'],
  ['a hash that is too short', `|1|${SALT}|AAAA ${ED25519}`, 'the hashed host is damaged'],
  ['two hashed hosts', `|1|${SALT}|${SALT}|1|${SALT}|${SALT} ${ED25519}`, 'the hashed host is damaged'],
] as const)('readKnownHosts() refuses %s and names the line', ([, line, problem]) => {
  const fault = { code: 'NET-14', facts: { line: 2, problem } };
  expect(faultOf(() => readKnownHosts(`host ${ED25519}\n${line}\n`))).toEqual(fault);
});

test('readKnownHosts() takes 10000 lines and 1 MiB, and no more', () => {
  expect(readKnownHosts('\n'.repeat(9999))).toEqual([]);
  expect(faultOf(() => readKnownHosts('\n'.repeat(10_000)))).toMatchObject({ code: 'NET-14' });
  expect(readKnownHosts('#'.repeat(1 << 20))).toEqual([]);
  expect(faultOf(() => readKnownHosts('#'.repeat((1 << 20) + 1)))).toMatchObject({ code: 'NET-14' });
});

test('readKnownHosts() throws nothing but a fault, whatever the text', () => {
  const piece = fc.constantFrom(
    'host',
    '@revoked',
    '|1|',
    '|',
    ' ',
    '\n',
    ED25519,
    'ssh-rsa',
    '*',
    '!',
    ',',
    '#',
    SALT,
    '\t',
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(piece).map((pieces) => pieces.join('')),
  );
  fc.assert(
    fc.property(text, (any) => {
      // faultOf() lets anything through that is no fault.
      const fault = faultOf(() => readKnownHosts(any));
      expect(['nothing thrown', 'NET-14']).toContain(fault === 'nothing thrown' ? fault : fault.code);
    }),
  );
});
