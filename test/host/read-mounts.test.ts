import { mkdtempSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readMounts } from '../../src/host/read-mounts.ts';
import { LOOP_DEVICES, mounted } from './real-devices.ts';
import { putFiles } from './sysfs-tree.ts';

let root = '';

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'rsd-')));
});

afterEach(() => rmSync(root, { recursive: true }));

const PLAIN = '31 1 8:1 / /media/stick rw - vfat /dev/sda1 rw,uid=0';

test.for([
  ['no optional fields', PLAIN, { deviceNumber: '8:1', mountPoint: '/media/stick', source: '/dev/sda1' }],
  ['one', '31 1 8:1 / /a rw shared:7 - vfat /dev/b rw', { mountPoint: '/a', source: '/dev/b' }],
  ['several', '31 1 8:1 / /a rw shared:7 master:8 - vfat /dev/b rw', { mountPoint: '/a', source: '/dev/b' }],
  ['a space in its place', '31 1 8:1 / /my\\040disk rw - vfat /dev/b rw', { mountPoint: '/my disk' }],
  ['a dash for its name', '31 1 0:4 / /- rw - tmpfs - rw', { mountPoint: '/-', source: '-' }],
  [
    'a backslash, a tab, a number and a line feed',
    '31 1 8:1 / /\\134040\\011\\043\\012ü rw - vfat /dev/b rw',
    { mountPoint: '/\\040\t#\nü' },
  ],
  ['nothing behind the number', '31 1 8:1', { deviceNumber: '8:1', mountPoint: '' }],
] as const)('readMounts() reads a mount with %s', async ([, line, mount]) => {
  putFiles(root, { 'proc/self/mountinfo': line });
  expect(await readMounts(root)).toMatchObject([mount]);
});

test('readMounts() gives mounts in the order in which they were made', async () => {
  putFiles(root, { 'proc/self/mountinfo': [PLAIN, PLAIN.replace('8:1', '8:17')].join('\n') });
  expect((await readMounts(root)).map(({ deviceNumber }) => deviceNumber)).toEqual(['8:1', '8:17']);
});

test('readMounts() finds none where there is no procfs', async () => {
  expect(await readMounts(root)).toEqual([]);
});

test('readMounts() knows the mounts of this machine', async () => {
  const proc = (await readMounts('/')).find(({ mountPoint }) => mountPoint === '/proc');
  const { dev } = statSync('/proc');
  expect(proc).toEqual({ deviceNumber: `0:${dev}`, mountPoint: '/proc', source: 'proc' });
});

test.skipIf(LOOP_DEVICES === 'missing')(
  'readMounts() understands how the kernel writes names (root)',
  async () => {
    const place = join(root, 'a b\\c\td#\\040 ü');
    using _ = mounted('my source#', place, '-t', 'tmpfs');
    const found = (await readMounts('/')).find(({ mountPoint }) => mountPoint === place);
    expect(found?.source).toBe('my source#');
  },
);
