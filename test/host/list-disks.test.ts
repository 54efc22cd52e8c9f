import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DiskDescription } from '../../src/core/ports.ts';
import { listDisks } from '../../src/host/list-disks.ts';
import { tool } from '../tool.ts';
import { LOOP_DEVICES, loopDevice } from './real-devices.ts';
import { facts, putDisk, putFiles } from './sysfs-tree.ts';

let folder = '';
let root = '';

beforeEach(() => {
  // Symlinks in the way of the temporary folder, and folders that are called like buses, are not the kernel's.
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'rsd-')));
  root = join(folder, 'usb1/ata1/virtio1/netbook');
  mkdirSync(join(root, 'sys/block'), { recursive: true });
});

afterEach(() => rmSync(folder, { recursive: true }));

const PCI = 'pci0000:00/0000:00:14.0';

/** The disks that a netbook may show, each with what is read of it. */
const DISKS: readonly [string, string, Record<string, string>, Partial<DiskDescription>][] = [
  [
    'an NVMe disk',
    `${PCI}/0000:01:00.0/nvme/nvme0/nvme0n1`,
    { ...facts('259:0', 1_000_215_216), 'device/model': 'KBG40ZNS256G', 'device/serial': '  50TPA1 ' },
    {
      bus: 'nvme',
      removable: 'fixed',
      model: 'KBG40ZNS256G',
      serial: '50TPA1',
      sizeBytes: 512_110_190_592,
      sectorBytes: 512,
    },
  ],
  [
    'an NVMe disk with sectors of 4 KiB',
    `${PCI}/0000:01:00.0/nvme/nvme1/nvme1n1`,
    { ...facts('259:1', 8_388_608), 'queue/logical_block_size': '4096' },
    // The kernel counts in 512 bytes whatever the sectors are.
    { bus: 'nvme', sectorBytes: 4096, sizeBytes: 4_294_967_296 },
  ],
  [
    'an eMMC',
    'pci0000:00/0000:00:1a.0/mmc_host/mmc0/mmc0:0001/block/mmcblk0',
    {
      ...facts('179:0', 61_071_360),
      'device/type': 'MMC',
      'device/name': 'DF4032',
      'device/serial': '0x1b8a',
    },
    { bus: 'mmc', removable: 'fixed', model: 'DF4032', serial: '0x1b8a' },
  ],
  [
    'an SD card',
    'platform/soc/1d84000.mmc/mmc_host/mmc1/mmc1:aaaa/block/mmcblk1',
    { ...facts('179:8', 31_116_288), 'device/type': 'SD', 'device/name': 'SC16G' },
    { bus: 'sd', model: 'SC16G', serial: 'unknown' },
  ],
  [
    'a card whose type is not known',
    'platform/mmc_host/mmc2/mmc2:0001/block/mmcblk2',
    facts('179:16', 100),
    { bus: 'sd', model: 'unknown' },
  ],
  [
    'a USB stick that calls itself fixed',
    `${PCI}/usb1/1-2/1-2:1.0/host4/target4:0:0/4:0:0:0/block/sda`,
    { ...facts('8:0', 30_299_520), 'device/model': 'Ultra\u0000 \u001b[2JFit', 'device/type': '0' },
    { bus: 'usb', removable: 'removable', model: 'Ultra [2JFit' },
  ],
  [
    'a card reader on USB',
    `${PCI}/usb2/2-1/2-1:1.0/rtsx_usb_sdmmc.3/mmc_host/mmc3/mmc3:1/block/mmcblk3`,
    { ...facts('179:24', 100), 'device/type': 'MMC' },
    { bus: 'usb', removable: 'removable' },
  ],
  [
    'a SATA disk',
    'pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sdb',
    { ...facts('8:16', 250_069_680), 'device/model': 'LITEON CV3', 'device/wwid': 't10.ATA LITEON 0123' },
    { bus: 'sata', removable: 'fixed', serial: 't10.ATA LITEON 0123' },
  ],
  [
    'a UFS disk on PCI',
    'pci0000:00/0000:00:12.7/host1/target1:0:0/1:0:0:0/block/sdc',
    { ...facts('8:32', 250_069_680), '../../../../scsi_host/host1/proc_name': 'ufshcd' },
    { bus: 'ufs', removable: 'fixed' },
  ],
  [
    'a UFS disk on a platform',
    'platform/soc@0/1d84000.ufshc/host2/target2:0:0/2:0:0:0/block/sdd',
    { ...facts('8:48', 250_069_680), '../../../../scsi_host/host2/proc_name': 'ufshcd' },
    { bus: 'ufs' },
  ],
  [
    'a disk on a controller that nobody knows',
    'pci0000:00/0000:00:05.0/host3/target3:0:0/3:0:0:0/block/sde',
    { ...facts('8:64', 100), '../../../../scsi_host/host3/proc_name': 'mpt3sas' },
    { bus: 'unknown' },
  ],
  [
    'a virtual disk',
    'pci0000:00/0000:00:02.0/virtio1/block/vda',
    { ...facts('254:0', 2048), serial: 'VIRT-1' },
    { bus: 'virtual', removable: 'fixed', model: 'unknown', serial: 'VIRT-1', sizeBytes: 1_048_576 },
  ],
  [
    'a disk that is write-protected',
    'pci0000:00/0000:00:02.0/virtio2/block/vdb',
    { ...facts('254:16', 2048), ro: '1' },
    { access: 'read-only' },
  ],
  [
    'a disk that can be taken out',
    'pci0000:00/0000:00:17.0/ata2/host5/target5:0:0/5:0:0:0/block/sdf',
    { ...facts('8:80', 2048), removable: '1' },
    { bus: 'sata', removable: 'removable', access: 'read-write' },
  ],
  [
    'a disk of which nothing can be read',
    'virtual/nothing/xvda',
    {},
    {
      bus: 'unknown',
      model: 'unknown',
      serial: 'unknown',
      sizeBytes: 0,
      sectorBytes: 512,
      removable: 'removable',
      access: 'read-write',
      usedBy: [],
    },
  ],
];

test.for(DISKS)('listDisks() describes %s', async ([, place, files, expected]) => {
  putDisk(root, place, files);
  const name = place.split('/').at(-1) ?? '';
  expect(await listDisks(root)).toMatchObject([
    { name, devicePath: join(root, 'dev', name), usedBy: [], ...expected },
  ]);
});

test('listDisks() lists them all, by name, and cuts what is endless', async () => {
  for (const [, place, files] of DISKS) putDisk(root, place, files);
  putDisk(root, 'virtual/long', { 'device/model': 'x'.repeat(5000) });
  const disks = await listDisks(root);
  const names = disks.map(({ name }) => name);
  expect(names).toEqual(['long', ...DISKS.map(([, place]) => place.split('/').at(-1) ?? '')].toSorted());
  expect(disks.find(({ name }) => name === 'long')?.model).toBe('x'.repeat(256));
});

test('listDisks() passes over what is no disk to install on', async () => {
  putDisk(root, 'virtual/block/loop0', facts('7:0', 100));
  putDisk(root, 'virtual/block/ram0', facts('1:0', 100));
  putDisk(root, 'virtual/block/zram0', facts('252:0', 100));
  putDisk(root, 'virtual/block/dm-0', facts('253:0', 100));
  putDisk(root, 'virtual/block/md127', facts('9:127', 100));
  putDisk(root, 'virtual/block/nbd0', facts('43:0', 100));
  putDisk(root, 'platform/spi/mtdblock0', facts('31:0', 100));
  putDisk(root, 'pci0000:00/0000:00:17.0/ata3/host9/target9:0:0/9:0:0:0/block/sr0', facts('11:0', 100));
  const emmc = 'platform/mmc_host/mmc0/mmc0:0001/block/mmcblk0';
  putDisk(root, emmc, { ...facts('179:0', 100), 'device/type': 'MMC' });
  for (const part of ['boot0', 'boot1', 'gp0', 'gp3', 'rpmb']) putDisk(root, `${emmc}/mmcblk0${part}`, {});
  expect((await listDisks(root)).map(({ name }) => name)).toEqual(['mmcblk0']);
});

test('listDisks() lists an NVMe disk with several ways to it once', async () => {
  const subsystem = 'virtual/nvme-subsystem/nvme-subsys0';
  putDisk(root, `${subsystem}/nvme0n1`, { ...facts('259:1', 100), 'device/serial': 'S1' });
  const path = `${PCI}/0000:01:00.0/nvme/nvme0/nvme0c0n1`;
  putDisk(root, path, { ...facts('259:0', 100), hidden: '1' });
  expect(await listDisks(root)).toMatchObject([{ name: 'nvme0n1', bus: 'nvme', serial: 'S1' }]);
});

test('listDisks() leaves out a stick that was pulled out while it looked', async () => {
  putDisk(root, `${PCI}/virtio1/block/vda`, facts('254:0', 100));
  symlinkSync('../devices/gone/block/sda', join(root, 'sys/block/sda'));
  expect((await listDisks(root)).map(({ name }) => name)).toEqual(['vda']);
});

test('listDisks() says who uses a disk', async () => {
  putDisk(root, `${PCI}/virtio1/block/vda`, { ...facts('254:0', 100), 'vda3/dev': '254:3' });
  putDisk(root, `${PCI}/virtio2/block/vdb`, facts('254:16', 100));
  putFiles(root, { 'proc/self/mountinfo': '31 1 254:3 / /media/a rw - ext4 /dev/vda3 rw' });
  expect((await listDisks(root)).map(({ usedBy }) => usedBy)).toEqual([['mounted at /media/a'], []]);
});

test('listDisks() follows a root that is a symlink', async () => {
  putDisk(root, `${PCI}/virtio1/block/vda`, facts('254:0', 100));
  symlinkSync(root, join(folder, 'link'));
  expect(await listDisks(join(folder, 'link'))).toMatchObject([
    { bus: 'virtual', devicePath: join(folder, 'link/dev/vda') },
  ]);
});

test.skipIf(tool('lsblk', '--json').status !== 0)(
  'listDisks() agrees with lsblk about this machine',
  async () => {
    const ordinary = /^(?:(?:sd|vd|xvd)[a-z]+|nvme\d+n\d+|mmcblk\d+)$/;
    const lines = tool(
      'lsblk',
      '--noheadings',
      '--bytes',
      '--nodeps',
      '--output',
      'NAME,SIZE,RO,LOG-SEC',
    ).stdout;
    const said = lines
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([name = '']) => ordinary.test(name));
    const found = (await listDisks('/'))
      .filter(({ name, sizeBytes }) => ordinary.test(name) && sizeBytes > 0)
      .map(({ name, sizeBytes, access, sectorBytes }) => [
        name,
        String(sizeBytes),
        access === 'read-only' ? '1' : '0',
        String(sectorBytes),
      ]);
    expect(found).toEqual(said.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)));
  },
);

test.skipIf(LOOP_DEVICES === 'missing')('listDisks() lists no loop device of this machine', async () => {
  const image = join(folder, 'image');
  putFiles(folder, { image: 'x'.repeat(4095) });
  using loop = loopDevice(image);
  expect((await listDisks('/')).map(({ devicePath }) => devicePath)).not.toContain(loop.path);
});
