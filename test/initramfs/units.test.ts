import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { filesBelow } from '../../initramfs/files-below.ts';
import { keepRules } from '../../initramfs/keep-rules.ts';
import { readList } from '../../initramfs/read-list.ts';

const UNITS = 'usr/lib/systemd/system';
const OURS = join('initramfs/rootfs', UNITS);

/** Everything that the files of our units ask to be started, or to be started after. */
function named(): readonly string[] {
  const files = readdirSync(OURS, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:service|target|conf)$/.test(name),
  );
  const lines = files.flatMap((name) => readFileSync(join(OURS, name), 'utf8').split('\n'));
  const values = lines
    .filter((line) => /^(?:Wants|Requires|After|Before|OnFailure)=/.test(line))
    .map((line) => line.replace(/.*?=/, ''));
  return [...new Set(values.flatMap((value) => value.split(' ')))];
}

test('every unit that ours name is one of ours, or kept of systemd', async () => {
  const kept = keepRules(await readList('initramfs/rootfs.rules'));
  const isThere = (unit: string): boolean =>
    existsSync(join(OURS, unit.replace(/@.*\./, '@.'))) || kept(join(UNITS, unit));
  expect(named()).toContain('rsd-agent.service');
  expect(named().filter((unit) => !isThere(unit))).toEqual([]);
});

test('the agent begins again when it is killed, and not when it ended by itself', () => {
  const unit = readFileSync(join(OURS, 'rsd-agent.service'), 'utf8');
  expect(unit).toMatch(/^Restart=on-abnormal$/m);
  expect(unit).toMatch(/^StartLimitIntervalSec=0$/m);
});

test('kmscon runs the screen of the recovery and nothing else, and the console of the kernel stands in for it', async () => {
  const unit = readFileSync(join(OURS, 'rsd-display.service'), 'utf8');
  expect(unit).toMatch(/^OnFailure=rsd-screen@tty1\.service$/m);
  const [, started = ''] = /^ExecStart=(.*)$/m.exec(unit) ?? [];
  const script = readFileSync(join('initramfs/rootfs', started), 'utf8');
  const [, kmscon = '', shown = ''] = /^ +exec (\S+) [^]* --login -- (\S+)\n/m.exec(script) ?? [];
  const kept = keepRules(await readList('initramfs/rootfs.rules'));
  expect(kept(kmscon.slice(1))).toBe(true);
  expect(readFileSync(join('initramfs/rootfs', shown), 'utf8')).toContain('/usr/bin/rsd-agent tui --wait');
});

test('the keyboard of the display has no key that changes to another console', () => {
  const keys = readFileSync('initramfs/rootfs/usr/share/rsd/keys.xkb', 'utf8');
  const without = [...keys.matchAll(/replace key <FK(\d\d)> \{ \[ VoidSymbol \] \};/g)].map(
    ([, number]) => number,
  );
  expect(without.map(Number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

test('nobody can log in: no user has a password or a shell', () => {
  const users = readFileSync('initramfs/rootfs/etc/passwd', 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(':'));
  expect(users.length).toBeGreaterThan(1);
  for (const [, password, , , , , shell] of users)
    expect({ password, shell }).toEqual({ password: '*', shell: '/nonexistent' });
});

test('nothing of ours in the root filesystem has a name that cannot be packed', async () => {
  for (const path of await filesBelow('initramfs/rootfs')) expect(path).toMatch(/^[\w@.+/-]+$/);
});
