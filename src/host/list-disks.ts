import { readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiskDescription } from '../core/ports.ts';
import { diskUsers } from './disk-users.ts';

/** Not disks, or not ones that an operating system is installed on. */
const PASSED_OVER = /^(?:loop|ram|zram|dm-|md|sr|nbd|mtdblock|fd)\d|^mmcblk\d+(?:boot\d+|rpmb)$/;
const KERNEL_SECTOR_BYTES = 512;
const MAX_TEXT = 256;

/** Every disk that the kernel knows of, as it describes them under `root`/sys/block. Nothing is opened. */
export async function listDisks(root: string): Promise<readonly DiskDescription[]> {
  const names = (await readdir(join(root, 'sys/block'))).filter((name) => !PASSED_OVER.test(name)).toSorted();
  return Promise.all(names.map((name) => describe(root, name)));
}

async function describe(root: string, name: string): Promise<DiskDescription> {
  const place = await realpath(join(root, 'sys/block', name));
  const text = (file: string): Promise<string> => textOf(join(place, file));
  const bus = busOf(name, place, await text('device/type'));
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

/** Buses by the path of the device below /sys/devices: names like sda say nothing. */
function busOf(name: string, place: string, type: string): DiskDescription['bus'] {
  if (place.includes('/usb')) return 'usb';
  if (name.startsWith('nvme')) return 'nvme';
  if (name.startsWith('mmcblk')) return type === 'MMC' ? 'mmc' : 'sd';
  if (place.includes('/ata')) return 'sata';
  if (place.includes('/ufs') || place.includes('ufshc')) return 'ufs';
  return place.includes('/virtio') ? 'virtual' : 'unknown';
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
