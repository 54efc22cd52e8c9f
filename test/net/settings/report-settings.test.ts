import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/faults.ts';
import { type NetworkSettings, readNetworkSettings } from '../../../src/net/settings/network-settings.ts';

const WHOLE = `[server]
hosts = ["recovery.example.com"]
known_hosts = "keys/known_hosts"
identity = "keys/id_ed25519"
`;

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (stick: string, defaults?: string): NetworkSettings =>
  readNetworkSettings({
    stick: bytesOf(stick),
    defaults: defaults === undefined ? 'absent' : bytesOf(defaults),
  });

function faultOf(work: () => unknown): Fault {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('readNetworkSettings() reads where reports go: to the same servers, by an account and a key of their own', () => {
  expect(read(`${WHOLE}[report]\nidentity = "keys/reports"\n`).report).toEqual({
    folder: '/drop',
    user: 'reports',
    identity: { from: 'stick', path: 'keys/reports' },
  });
  const base = `[report]\nfolder = "/in"\nuser = "line"\nidentity = "keys/base"\n`;
  expect(read(WHOLE, base).report).toEqual({
    folder: '/in',
    user: 'line',
    identity: { from: 'defaults', path: 'keys/base' },
  });
  expect(read(`${WHOLE}[report]\nfolder = "/mine"\n`, base).report).toMatchObject({
    folder: '/mine',
    user: 'line',
    identity: { from: 'defaults' },
  });
});

test.for([
  ['a key of its own', `${WHOLE}[report]\n`, 5, 'report.identity', 'missing'],
  ['servers', '[report]\nidentity = "k"\n', 1, 'report', 'there is no [server]'],
  [
    'an identity on the stick',
    `${WHOLE}[report]\nidentity = "../k"\n`,
    6,
    'report.identity',
    /no.*file on the stick/,
  ],
  ['a folder from the root', `${WHOLE}[report]\nfolder = "drop"\n`, 6, 'report.folder', /root of the server/],
  ['no other keys', `${WHOLE}[report]\nhosts = []\n`, 6, 'report.hosts', 'unknown setting'],
] as const)('readNetworkSettings() wants %s for reports', ([, text, line, key, problem]) => {
  const { code, facts } = faultOf(() => read(text));
  expect(code).toBe('NET-30');
  expect(facts).toMatchObject({ file: 'network.toml', line, key });
  expect(facts['problem']).toMatch(problem);
});
