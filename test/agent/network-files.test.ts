import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { devicePaths } from '../../src/agent/device-paths.ts';
import { networkSettings, recoveryServer } from '../../src/agent/network-files.ts';
import type { RecoveryServer } from '../../src/net/server/open-recovery-server.ts';

const SERVER = `[server]
hosts = ["shed.example"]
known_hosts = "keys/known_hosts"
identity = "keys/id_ed25519"
`;

let root = '';

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'rsd-'));
  await mkdir(join(root, 'media/stick'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true }));

async function put(path: string, text: string): Promise<void> {
  const file = join(root, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function server(): Promise<RecoveryServer> {
  const paths = devicePaths(root);
  const settings = await networkSettings(paths);
  if (settings.server === 'none') throw new Error('No server is named');
  return await recoveryServer(settings.server, paths);
}

test('networkSettings() names no server when nobody has written any settings', async () => {
  expect((await networkSettings(devicePaths(root))).server).toBe('none');
});

test('networkSettings() refuses a file that is too long, and says which', async () => {
  await put('media/stick/network.toml', '#'.repeat(16 * 1024 + 1));
  const facts = { file: 'network.toml', reason: 'it is longer than 16384 bytes' };
  await expect(networkSettings(devicePaths(root))).rejects.toMatchObject({ code: 'STK-02', facts });
});

test('recoveryServer() takes the files of the settings that name them', async () => {
  await put('media/stick/network.toml', SERVER.replace('identity = "keys/id_ed25519"\n', ''));
  await put('media/stick/keys/known_hosts', 'of the stick\n');
  await put('media/stick/keys/id_ed25519', 'a wrong one\n');
  await put('usr/share/rsd/defaults.toml', SERVER.replace('shed', 'barn'));
  await put('usr/share/rsd/keys/id_ed25519', 'of the root filesystem\n');
  const { addresses, knownHosts, identity } = await server();
  expect(addresses).toMatchObject([{ host: 'shed.example' }]);
  expect([knownHosts, identity.reveal()]).toEqual(['of the stick\n', 'of the root filesystem\n']);
});

test.for([
  ['known_hosts', 'NET-14'],
  ['id_ed25519', 'NET-16'],
] as const)('recoveryServer() names the file when %s is missing', async ([missing, code]) => {
  await put('media/stick/network.toml', SERVER);
  for (const name of ['known_hosts', 'id_ed25519']) {
    if (name !== missing) await put(`media/stick/keys/${name}`, 'something\n');
  }
  await expect(server()).rejects.toMatchObject({ code, facts: { file: `stick/keys/${missing}` } });
});
