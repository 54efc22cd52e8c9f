import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { networkFilesOf } from '../../../src/rsd/create/network-files.ts';
import { ed25519Pair } from '../../net/server/ed25519-pair.ts';
import { scratch } from '../scratch.ts';

const SETTINGS = `[server]
hosts = ["recovery.example.com"]
known_hosts = "keys/known_hosts"
identity = "keys/id_ed25519"
[report]
identity = "keys/id_reports"
`;

function settingsIn(folder: string, reportKey: string): string {
  const key = ed25519Pair();
  mkdirSync(join(folder, 'keys'));
  writeFileSync(join(folder, 'network.toml'), SETTINGS);
  writeFileSync(join(folder, 'keys/known_hosts'), `recovery.example.com ${key.public}\n`);
  writeFileSync(join(folder, 'keys/id_ed25519'), key.private);
  if (reportKey !== '') writeFileSync(join(folder, 'keys/id_reports'), reportKey);
  return join(folder, 'network.toml');
}

test('a stick gets the key for reports that its network.toml names', async () => {
  using place = scratch();
  const file = settingsIn(place.folder, ed25519Pair().private);
  expect([...(await networkFilesOf(file)).keys()].toSorted()).toEqual([
    'keys/id_ed25519',
    'keys/id_reports',
    'keys/known_hosts',
    'network.toml',
  ]);
});

test.for([
  ['missing', '', 'OPT-01'],
  ['no key', 'nonsense', 'NET-16'],
] as const)('a key for reports that is %s is an error before a stick is made', async ([, key, code]) => {
  using place = scratch();
  await expect(networkFilesOf(settingsIn(place.folder, key))).rejects.toMatchObject({ code });
});
