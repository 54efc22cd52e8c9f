import type { Stats } from 'node:fs';
import { constants, type FileHandle, open } from 'node:fs/promises';
import { Fault } from '../core/faults.ts';
import type { BlockDevice, DiskDescription } from '../core/ports.ts';
import { blockDeviceFacts } from './block-device-facts.ts';
import { errnoOf } from './errno-of.ts';

export interface OpenedDisk {
  readonly handle: FileHandle;
  readonly readsFrom: BlockDevice['readsFrom'];
}

const FLAGS = constants.O_RDWR | constants.O_EXCL | constants.O_NOFOLLOW;

/**
 * Opens the very disk that was described, past the page cache where that is possible. On a block device O_EXCL fails
 * while anything is mounted from it or holds it.
 * @throws Fault DSK-03 read-only, DSK-04 in use, DSK-09 gone or another one
 */
export async function openExclusively(disk: DiskDescription): Promise<OpenedDisk> {
  const direct = await openWith(constants.O_DIRECT, disk);
  if (direct !== 'unsupported') {
    const stat = await checked(direct, disk);
    if (await takesSectors(stat, disk)) return { handle: direct, readsFrom: 'medium' };
    await direct.close();
  }
  const cached = await openWith(0, disk);
  if (cached === 'unsupported')
    throw new Fault('DSK-09', { was: 'present', is: 'cannot be opened (EINVAL)' });
  await checked(cached, disk);
  return { handle: cached, readsFrom: 'cache' };
}

async function openWith(
  flag: number,
  { devicePath, name }: DiskDescription,
): Promise<FileHandle | 'unsupported'> {
  try {
    return await open(devicePath, FLAGS | flag);
  } catch (error) {
    const errno = errnoOf(error);
    const options = { cause: error };
    if (errno === 'EINVAL') return 'unsupported';
    if (errno === 'EBUSY') throw new Fault('DSK-04', { disk: name, by: 'another program' }, options);
    if (READ_ONLY.has(errno)) throw new Fault('DSK-03', { disk: name }, options);
    throw new Fault('DSK-09', { was: 'present', is: `cannot be opened (${errno})` }, options);
  }
}

const READ_ONLY = new Set(['EROFS', 'EACCES', 'EPERM']);

async function checked(handle: FileHandle, disk: DiskDescription): Promise<Stats> {
  try {
    const stat = await handle.stat();
    const is = await sizeOf(stat, disk);
    const was = `${disk.sizeBytes} bytes`;
    if (is !== was) throw new Fault('DSK-09', { was, is });
    return stat;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Opening a read-only device for writing works: the first write would be the one that fails. */
async function sizeOf(stat: Stats, { name }: DiskDescription): Promise<string> {
  if (stat.isFile()) return `${stat.size} bytes`;
  if (!stat.isBlockDevice()) return 'not a disk';
  const facts = await blockDeviceFacts(stat.rdev);
  if (facts === 'unknown') return 'gone';
  if (facts.access === 'read-only') throw new Fault('DSK-03', { disk: name });
  return `${facts.sizeBytes} bytes`;
}

/** Past the cache, an image file can only be read and written in whole sectors of the disk that it lies on. */
async function takesSectors(stat: Stats, { sectorBytes }: DiskDescription): Promise<boolean> {
  if (!stat.isFile()) return true;
  const under = await blockDeviceFacts(stat.dev);
  return under === 'unknown' || under.sectorBytes <= sectorBytes;
}
