import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { judgeHostKey } from '../../../src/net/server/judge-host-key.ts';
import { readKnownHosts } from '../../../src/net/server/known-hosts.ts';
import { type SshKeyPair, sshKeyPair } from './ssh-keys.ts';

let folder = '';
let server: SshKeyPair;
let other: SshKeyPair;
let weak: SshKeyPair;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  server = sshKeyPair(folder, 'server', 'ed25519');
  other = sshKeyPair(folder, 'other', 'ecdsa');
  weak = sshKeyPair(folder, 'weak', 'rsa', '-b', '1024');
});

afterAll(() => rmSync(folder, { recursive: true }));

const STANDARD = { host: 'recovery.example.com', port: 22 };
const OTHER_PORT = { host: 'recovery.example.com', port: 2222 };
const IPV6 = { host: '2001:db8::5', port: 2222 };

/** `SERVER`, `OTHER` and `WEAK` in the lines stand for keys; the server shows the key `SERVER`. */
const keys = (lines: string): string =>
  lines
    .replaceAll('SERVER', server.publicLine)
    .replaceAll('OTHER', other.publicLine)
    .replaceAll('WEAK', weak.publicLine);

test.for([
  ['its key', 'recovery.example.com SERVER', STANDARD, 'trusted'],
  ['its key among others', 'recovery.example.com OTHER\nrecovery.example.com SERVER', STANDARD, 'trusted'],
  ['its key for a pattern', '*.example.com SERVER', STANDARD, 'trusted'],
  ['its key in capital letters', 'RECOVERY.Example.com SERVER', STANDARD, 'trusted'],
  ['its key for the port', '[recovery.example.com]:2222 SERVER', OTHER_PORT, 'trusted'],
  ['its key for an IPv6 address and port', '[2001:db8::5]:2222 SERVER', IPV6, 'trusted'],
  ['its key for the standard port', 'recovery.example.com SERVER', OTHER_PORT, 'trusted'],
  ['its key for another port', '[recovery.example.com]:2222 SERVER', STANDARD, 'unknown'],
  ['another key', 'recovery.example.com OTHER', STANDARD, 'changed'],
  ['another key for the port', '[recovery.example.com]:2222 OTHER', OTHER_PORT, 'changed'],
  ['another key for the standard port', 'recovery.example.com OTHER', OTHER_PORT, 'unknown'],
  ['nothing', '', STANDARD, 'unknown'],
  ['another host', 'other.example.com SERVER', STANDARD, 'unknown'],
  ['its key and an exception for it', '*.example.com,!recovery.example.com SERVER', STANDARD, 'unknown'],
  ['its key as an authority', '@cert-authority recovery.example.com SERVER', STANDARD, 'unknown'],
  ['its key, revoked', '@revoked recovery.example.com SERVER', STANDARD, 'revoked'],
  ['its key, revoked for all', '@revoked * SERVER', STANDARD, 'revoked'],
  ['its key and the same, revoked', 'recovery.example.com SERVER\n@revoked * SERVER', STANDARD, 'revoked'],
  [
    'its key, revoked for the standard port',
    '[recovery.example.com]:2222 SERVER\n@revoked recovery.example.com SERVER',
    OTHER_PORT,
    'revoked',
  ],
  ['its key and another, revoked', 'recovery.example.com SERVER\n@revoked * OTHER', STANDARD, 'trusted'],
  [
    'its key, revoked for another host',
    'recovery.example.com SERVER\n@revoked other.example.com SERVER',
    STANDARD,
    'trusted',
  ],
] as const)('judgeHostKey() with %s in known_hosts', ([, lines, address, verdict]) => {
  expect(judgeHostKey(readKnownHosts(keys(lines)), address, server.publicKey)).toBe(verdict);
});

test('judgeHostKey() refuses a weak key even when known_hosts has it', () => {
  const known = readKnownHosts(keys('recovery.example.com WEAK'));
  expect(judgeHostKey(known, STANDARD, weak.publicKey)).toBe('weak');
});

test('judgeHostKey() says of a weak key that is revoked that it is revoked', () => {
  const known = readKnownHosts(keys('@revoked * WEAK'));
  expect(judgeHostKey(known, STANDARD, weak.publicKey)).toBe('revoked');
});

test('judgeHostKey() trusts no key that only begins like the one in known_hosts', () => {
  const known = readKnownHosts(keys('recovery.example.com SERVER'));
  const longer = Uint8Array.from([...server.publicKey, 0, 0, 0, 0]);
  expect(judgeHostKey(known, STANDARD, longer)).toBe('weak');
});
