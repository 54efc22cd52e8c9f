import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readStickFile } from '../../src/host/read-stick-file.ts';

let stick = '';

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rsd-'));
  stick = join(folder, 'stick');
  await mkdir(join(stick, 'keys'), { recursive: true });
  await writeFile(join(stick, 'rsd.toml'), 'unattended = true\n');
  await writeFile(join(stick, 'keys/known_hosts'), 'shed ssh-ed25519 AAAA\n');
  await writeFile(join(folder, 'outside'), 'not on the stick');
  await symlink('../outside', join(stick, 'link'));
  await symlink('..', join(stick, 'up'));
  await symlink('keys', join(stick, 'alias'));
});
afterAll(() => rm(join(stick, '..'), { recursive: true }));

test.for([
  ['rsd.toml', 'unattended = true\n'],
  ['keys/known_hosts', 'shed ssh-ed25519 AAAA\n'],
] as const)('readStickFile() gives the whole of %s', async ([name, text]) => {
  const bytes = await readStickFile(stick, name, 1000);
  expect(Buffer.from(bytes === 'absent' ? '' : bytes).toString()).toBe(text);
});

test.for([
  ['is not there', 'network.toml'],
  ['is in a folder that is not there', 'nowhere/known_hosts'],
  ['is a folder', 'keys'],
  ['is a symlink', 'link'],
  ['is behind a symlink that leads out', 'up/outside'],
  ['is behind a symlink that leads nowhere else', 'alias/known_hosts'],
] as const)('readStickFile() finds no file where one %s', async ([, name]) => {
  expect(await readStickFile(stick, name, 1000)).toBe('absent');
});

test('readStickFile() refuses a file that is longer than it may be', async () => {
  expect(await readStickFile(stick, 'rsd.toml', 18)).toHaveLength(18);
  await expect(readStickFile(stick, 'rsd.toml', 17)).rejects.toMatchObject({ code: 'STK-02' });
});
