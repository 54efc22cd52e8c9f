import { readFile, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { DiskDescription } from '../core/ports.ts';
import { diskUsers } from './disk-users.ts';
import { errnoOf } from './errno-of.ts';

const KERNEL_SECTOR_BYTES = 512;
const MAX_TEXT = 256;

/** A disk as the kernel describes it in `root`/sys/block. Nothing is opened. `'no-disk'` when it is gone, or a way to another one. */
export async function describeDisk(root: string, name: string): Promise<DiskDescription | 'no-disk'> {
  const place = await placeOf(root, name);
  if (place === 'gone') return 'no-disk';
  const text = (file: string): Promise<string> => textOf(join(place, file));
  // One of several ways to an NVMe disk, which the kernel shows as a disk of its own besides.
  if ((await text('hidden')) === '1') return 'no-disk';
  const below = relative(await realpath(root), place);
  const bus = busOf(name, below, await text('device/type'), await scsiDriver(place));
  return {
    name,
    devicePath: join(root, 'dev', name),
    model: (await text('device/model')) || (await text('device/name')) || 'unknown',
    serial:
      (await text('device/serial')) || (await text('serial')) || (await text('device/wwid')) || 'unknown',
    sizeBytes: Number(await text('size')) * KERNEL_SECTOR_BYTES,
    sectorBytes: (await text('queue/logical_block_size')) === '4096' ? 4096 : 512,
    bus,
    removable: (await text('removable')) === '0' && bus !== 'usb' ? 'fixed' : 'removable',
    access: (await text('ro')) === '1' ? 'read-only' : 'read-write',
    usedBy: await diskUsers(root, place),
  };
}

/** A stick can be pulled out between the list of names and the look at it. */
async function placeOf(root: string, name: string): Promise<string> {
  try {
    return await realpath(join(root, 'sys/block', name));
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'gone';
    throw error;
  }
}

/** The driver of a SCSI host says what it speaks where the path does not: UFS on PCI looks like any other disk. */
async function scsiDriver(place: string): Promise<string> {
  const [, path, host] = /^(.*\/(host\d+))\/target/.exec(place) ?? [];
  return path === undefined || host === undefined
    ? ''
    : await textOf(join(path, 'scsi_host', host, 'proc_name'));
}

/** Buses by the path of the device below `root`: names like sda say nothing, and those above are not the kernel's. */
function busOf(name: string, path: string, type: string, driver: string): DiskDescription['bus'] {
  if (/\/usb\d+\//.test(path)) return 'usb';
  if (name.startsWith('nvme')) return 'nvme';
  if (name.startsWith('mmcblk')) return type === 'MMC' ? 'mmc' : 'sd';
  if (driver === 'ufshcd') return 'ufs';
  if (/\/ata\d+\//.test(path)) return 'sata';
  return /\/virtio\d+\//.test(path) ? 'virtual' : 'unknown';
}

/** What a file of sysfs says, trimmed and bounded; empty when the kernel has no such file for this disk. */
async function textOf(path: string): Promise<string> {
  try {
    return (await readFile(path, 'latin1'))
      .slice(0, MAX_TEXT)
      .replaceAll(/[^ -~]/g, '')
      .trim();
  } catch {
    // Which files there are differs by driver: a missing one is an empty answer.
    return '';
  }
}
