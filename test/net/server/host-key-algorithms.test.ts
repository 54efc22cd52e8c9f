import { expect, test } from 'vitest';
import { hostKeyAlgorithms } from '../../../src/net/server/host-key-algorithms.ts';
import { readKnownHosts } from '../../../src/net/server/known-hosts.ts';
import { faultOf } from '../../formats/fault-of.ts';

const ADDRESS = { host: 'recovery.example.com', port: 2222 };
const ALL = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

/** A line with a key that has the right type and nothing else. */
function line(hosts: string, type: string): string {
  const length = Buffer.from([0, 0, 0, type.length]);
  return `${hosts} ${type} ${Buffer.concat([length, Buffer.from(type)]).toString('base64')}`;
}

const offered = (...lines: readonly string[]): string[] =>
  hostKeyAlgorithms(readKnownHosts(lines.join('\n')), ADDRESS);

const HERE = '[recovery.example.com]:2222';

test('hostKeyAlgorithms() offers only the types that known_hosts has for the server, Ed25519 first', () => {
  expect(offered(line(HERE, 'ssh-rsa'))).toEqual(['rsa-sha2-512', 'rsa-sha2-256']);
  expect(offered(line(HERE, 'ssh-rsa'), line(HERE, 'ssh-ed25519'))).toEqual([
    'ssh-ed25519',
    'rsa-sha2-512',
    'rsa-sha2-256',
  ]);
  expect(offered(line('recovery.example.com', 'ecdsa-sha2-nistp384'))).toEqual(['ecdsa-sha2-nistp384']);
});

test('hostKeyAlgorithms() never offers RSA with SHA-1, nor DSA', () => {
  expect(offered()).toEqual(ALL);
  expect(offered(line(HERE, 'ssh-dss'), line(HERE, 'ssh-ed25519'))).toEqual(['ssh-ed25519']);
});

test('hostKeyAlgorithms() offers all when known_hosts is about other servers', () => {
  expect(offered(line('other.example.com', 'ssh-rsa'), line(`@revoked ${HERE}`, 'ssh-rsa'))).toEqual(ALL);
});

test('hostKeyAlgorithms() refuses a server that only has keys of weak types', () => {
  expect(faultOf(() => offered(line(HERE, 'ssh-dss')))).toEqual({
    code: 'NET-07',
    facts: { host: HERE, problem: 'known_hosts has only keys of weak types for it', types: ['ssh-dss'] },
  });
});

test('hostKeyAlgorithms() says that it cannot check a certificate when there is nothing else', () => {
  const authority = line('@cert-authority *', 'ssh-ed25519');
  expect(faultOf(() => offered(authority))).toEqual({ code: 'NET-15', facts: { host: HERE } });
  expect(offered(authority, line(HERE, 'ssh-ed25519'))).toEqual(['ssh-ed25519']);
});
