import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { saveFirmware } from '../../../src/net/keep/save-firmware.ts';

const NAME = 'NIMBUS_A2B-0011223344556677.bin';
const CHIP = Buffer.alloc(1 << 20, 'the firmware of this device');

let stick = '';
beforeEach(async () => {
  stick = await mkdtemp(join(tmpdir(), 'rsd-'));
});
afterEach(() => rm(stick, { recursive: true }));

const backup = (name = ''): string => join(stick, 'firmware-backup', name);

test('saveFirmware() puts the chip on the stick, and says where', async () => {
  expect(await saveFirmware(stick, NAME, CHIP)).toBe(`firmware-backup/${NAME}`);
  expect(Buffer.compare(await readFile(backup(NAME)), CHIP)).toBe(0);
  expect(await readdir(backup())).toEqual([NAME]);
});

test('saveFirmware() leaves a backup with the same bytes as it is', async () => {
  await saveFirmware(stick, NAME, CHIP);
  const { ino, mtimeMs } = await stat(backup(NAME));
  await saveFirmware(stick, NAME, CHIP);
  expect(await stat(backup(NAME))).toMatchObject({ ino, mtimeMs });
});

test.for([
  ['was cut off', CHIP.subarray(0, 4096)],
  ['has other bytes', Buffer.alloc(CHIP.length)],
] as const)('saveFirmware() replaces a backup that %s', async ([, bytes]) => {
  await mkdir(backup());
  await writeFile(backup(NAME), bytes);
  await writeFile(backup('unfinished'), 'of a run whose power went');
  await saveFirmware(stick, NAME, CHIP);
  expect(Buffer.compare(await readFile(backup(NAME)), CHIP)).toBe(0);
  expect(await readdir(backup())).toEqual([NAME]);
});

test('saveFirmware() follows no link that a stick has in its place', async () => {
  const elsewhere = join(stick, 'elsewhere');
  await mkdir(elsewhere);
  await symlink(elsewhere, backup());
  await expect(saveFirmware(stick, NAME, CHIP)).rejects.toThrow(/ENOTDIR|ELOOP/);
  await rm(backup());
  await mkdir(backup());
  await writeFile(join(elsewhere, 'file'), 'theirs');
  await symlink(join(elsewhere, 'file'), backup(NAME));
  await saveFirmware(stick, NAME, CHIP);
  expect(await readFile(join(elsewhere, 'file'), 'utf8')).toBe('theirs');
});

test('saveFirmware() fails where there is no stick any more', async () => {
  await expect(saveFirmware(join(stick, 'gone'), NAME, CHIP)).rejects.toThrow('ENOENT');
});
