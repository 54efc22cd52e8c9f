import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Secret } from '../../../src/net/secret.ts';
import { refuseUnusableKey } from '../../../src/net/server/refuse-unusable-key.ts';
import { faultOf } from '../../formats/fault-of.ts';
import { testWith, tool } from '../../tool.ts';
import { sshKeyPair } from './ssh-keys.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

const refusal = (identity: string): unknown => faultOf(() => refuseUnusableKey(new Secret(identity)));
const unusable = (problem: string): unknown => ({ code: 'NET-16', facts: { problem } });

testWith('ssh-keygen').for([
  ['ed25519', []],
  ['ecdsa', []],
  ['rsa', ['-b', '2048']],
  ['rsa', ['-b', '2048', '-m', 'PEM']],
] as const)('refuseUnusableKey() takes a key of OpenSSH: %s %s', ([type, options]) => {
  const { privateKey } = sshKeyPair(folder, `${type}${options.join('')}`, type, ...options);
  expect(refusal(privateKey)).toBe('nothing thrown');
});

testWith('ssh-keygen')(
  'refuseUnusableKey() refuses a key with a passphrase, a public key and a damaged one',
  () => {
    const { privateKey, publicLine } = sshKeyPair(folder, 'key', 'ed25519');
    const locked = join(folder, 'locked');
    tool('ssh-keygen', '-q', '-t', 'ed25519', '-N', 'correct horse', '-f', locked);
    expect(refusal(readFileSync(locked, 'utf8'))).toEqual(unusable('it is locked with a passphrase'));
    expect(refusal(publicLine)).toEqual(unusable('it is a public key'));
    expect(refusal(privateKey.replace(/\n.{20}/, '\n'))).toEqual(unusable('it cannot be read'));
  },
);

test.for(['', 'text', '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n'])(
  'refuseUnusableKey() refuses %j',
  (identity) => {
    expect(refusal(identity)).toEqual(unusable('it cannot be read'));
  },
);
