import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errnoOf } from './errno-of.ts';
import { readMounts } from './read-mounts.ts';

/** What the kernel answers when a disk goes away while it is asked. */
const GONE = new Set(['ENOENT', 'ENODEV', 'ENXIO']);

/**
 * Who uses a disk or one of its partitions: mount points, swap, and holders such as device mapper or RAID.
 * `place` is the folder of the disk below `root`/sys/devices.
 */
export async function diskUsers(root: string, place: string): Promise<readonly string[]> {
  const parts = [place, ...(await partitionsOf(place))];
  const numbers = new Set(
    await Promise.all(parts.map((part) => readOrEmpty(join(part, 'dev')))).then(trimmed),
  );
  const names = new Set(parts.map((part) => basename(part)));
  const holders = await Promise.all(parts.map((part) => namesIn(join(part, 'holders'))));
  return [
    ...(await mountPoints(root, numbers, names)),
    ...swaps(await readOrEmpty(join(root, 'proc/swaps')), names),
    ...holders.flat().map((holder) => `held by ${holder}`),
  ];
}

/** Other folders have numbers of their own: `device/dev` is that of the controller. */
async function partitionsOf(place: string): Promise<string[]> {
  const disk = basename(place);
  const names = await namesIn(place);
  return names.filter((name) => name.startsWith(disk)).map((name) => join(place, name));
}

/** By number, as `/dev/root` says nothing, and by name, as btrfs mounts have a number of their own. */
async function mountPoints(
  root: string,
  numbers: ReadonlySet<string>,
  names: ReadonlySet<string>,
): Promise<string[]> {
  const mounts = await readMounts(root);
  return mounts
    .filter(
      ({ deviceNumber, source }) =>
        numbers.has(deviceNumber) || (source.startsWith('/dev/') && names.has(basename(source))),
    )
    .map(({ mountPoint }) => `mounted at ${mountPoint}`);
}

function swaps(text: string, names: ReadonlySet<string>): string[] {
  const paths = text.split('\n').map((line) => line.split(/\s/)[0] ?? '');
  return paths.filter((path) => names.has(basename(path))).map((path) => `swap on ${path}`);
}

function trimmed(texts: readonly string[]): string[] {
  return texts.map((text) => text.trim()).filter((text) => text !== '');
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (GONE.has(errnoOf(error))) return [];
    throw error;
  }
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (GONE.has(errnoOf(error))) return '';
    throw error;
  }
}
