import { readFile } from 'node:fs/promises';
import { deviceNumber } from './device-number.ts';
import { errnoOf } from './errno-of.ts';

export interface BlockDeviceFacts {
  readonly sizeBytes: number;
  readonly access: 'read-only' | 'read-write';
  /** Logical sector size. */
  readonly sectorBytes: number;
}

const KERNEL_SECTOR_BYTES = 512;

/**
 * What the kernel says of the block device with this number (`st_rdev` of the device, `st_dev` of a file on it).
 * `'unknown'` when no block device has it: it is gone, or the file is on btrfs or in memory.
 */
export async function blockDeviceFacts(number: number): Promise<BlockDeviceFacts | 'unknown'> {
  const folder = `/sys/dev/block/${deviceNumber(number)}`;
  const size = await textOf(`${folder}/size`);
  if (size === 'absent') return 'unknown';
  return {
    sizeBytes: Number(size) * KERNEL_SECTOR_BYTES,
    access: (await textOf(`${folder}/ro`)) === '1' ? 'read-only' : 'read-write',
    sectorBytes: Number(await sectorSize(folder)),
  };
}

/** A partition has no queue: that of its disk is one folder up, where the kernel put it and not where the link is. */
async function sectorSize(folder: string): Promise<string> {
  const own = await textOf(`${folder}/queue/logical_block_size`);
  return own === 'absent' ? await textOf(`${folder}/../queue/logical_block_size`) : own;
}

async function textOf(path: string): Promise<string> {
  try {
    return (await readFile(path, 'latin1')).trim();
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENODEV') return 'absent';
    throw error;
  }
}
