import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { diskUsers } from '../../src/host/disk-users.ts';
import { LOOP_DEVICES, loopDevice, mounted, partition, said } from './real-devices.ts';
import { putFiles } from './sysfs-tree.ts';

// Real block devices and mounts need root and the loop driver: skipped tests are named at the end of a run.
const noLoops = LOOP_DEVICES === 'missing';

let root = '';
let place = '';

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'rsd-')));
  place = join(root, 'sys/devices/nvme0n1');
  putFiles(place, {
    dev: '259:0',
    'nvme0n1p1/dev': '259:1',
    'nvme0n1p12/dev': '259:12',
    'device/dev': '259:2',
  });
});

afterEach(() => rmSync(root, { recursive: true }));

const users = (): Promise<readonly string[]> => diskUsers(root, place);

function mounts(...lines: readonly string[]): void {
  putFiles(root, { 'proc/self/mountinfo': lines.join('\n') });
}

test('diskUsers() finds nobody on a disk that nobody uses', async () => {
  expect(await users()).toEqual([]);
  mounts(
    '22 27 0:21 / /proc rw,relatime - proc proc rw',
    '23 27 259:2 / /other rw - ext4 /dev/nvme1n1p2 rw',
    '24 27 259:10 / /near rw - ext4 /dev/nvme0n10p1 rw',
    '25 27 0:30 / /nvme0n1p1 rw - tmpfs nvme0n1p1 rw',
  );
  putFiles(root, { 'proc/swaps': 'Filename\tType\n/dev/nvme0n10p1 partition 8 0 -2\n/dev/zram0 partition' });
  expect(await users()).toEqual([]);
});

test('diskUsers() finds mounts of the disk and of its partitions, with spaces and all', async () => {
  mounts(
    '31 1 259:0 / /whole rw,relatime shared:1 master:2 - vfat /dev/root rw',
    '32 1 259:12 /sub /media/my\\040\\134files\\043 rw - ext4 /dev/nvme0n1p12 rw',
  );
  expect(await users()).toEqual(['mounted at /whole', 'mounted at /media/my \\files#']);
});

test('diskUsers() finds a btrfs mount, whose number is its own', async () => {
  mounts('31 1 0:45 /@home /home rw,noatime shared:7 - btrfs /dev/nvme0n1p1 rw,subvolid=256');
  expect(await users()).toEqual(['mounted at /home']);
});

test('diskUsers() finds swap', async () => {
  putFiles(root, {
    'proc/swaps': 'Filename\tType\tSize\n/dev/zram0 partition 8\n/dev/nvme0n1p12   partition\t8 0 -2',
  });
  expect(await users()).toEqual(['swap on /dev/nvme0n1p12']);
});

test('diskUsers() finds holders of the disk and of its partitions', async () => {
  mkdirSync(join(place, 'holders/md0'), { recursive: true });
  mkdirSync(join(place, 'nvme0n1p1/holders/dm-0'), { recursive: true });
  mkdirSync(join(place, 'nvme0n1p1/holders/dm-3'), { recursive: true });
  expect(await users()).toEqual(['held by md0', 'held by dm-0', 'held by dm-3']);
});

test('diskUsers() finds nobody on a disk that is gone', async () => {
  mounts('31 1 259:0 / /whole rw - vfat /dev/root rw');
  expect(await diskUsers(root, join(root, 'sys/devices/none'))).toEqual([]);
});

test('diskUsers() makes nothing of lines that are cut short', async () => {
  mounts('', '31', '31 1', '31 1 259:7 ', '31 1 259:7 / /x rw - ');
  putFiles(root, { 'proc/swaps': '' });
  expect(await users()).toEqual([]);
});

test.skipIf(noLoops)('diskUsers() finds mounts of a real disk (loop device)', async () => {
  const image = join(root, 'image');
  writeFileSync(image, new Uint8Array(8 << 20));
  using loop = loopDevice(image);
  const real = realpathSync(join('/sys/block', basename(loop.path)));
  expect(await diskUsers('/', real)).toEqual([]);
  {
    using part = partition(loop.path, 1 << 20, 4 << 20);
    said('mkfs.ext4', '-q', part.path);
    using _ = mounted(part.path, join(root, 'my disk'));
    expect(await diskUsers('/', real)).toEqual([`mounted at ${join(root, 'my disk')}`]);
  }
  expect(await diskUsers('/', real)).toEqual([]);
});
