import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { errnoOf } from './errno-of.ts';

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
    ...mountPoints(await readOrEmpty(join(root, 'proc/self/mountinfo')), numbers),
    ...swaps(await readOrEmpty(join(root, 'proc/swaps')), names),
    ...holders.flat().map((holder) => `held by ${holder}`),
  ];
}

async function partitionsOf(place: string): Promise<string[]> {
  const disk = basename(place);
  const names = await namesIn(place);
  return names.filter((name) => name.startsWith(disk) && /\d$/.test(name)).map((name) => join(place, name));
}

/** Field 3 of /proc/self/mountinfo is the device number, field 5 the mount point; proc_pid_mountinfo(5). */
function mountPoints(mountinfo: string, numbers: ReadonlySet<string>): string[] {
  const lines = mountinfo.split('\n').map((line) => line.split(' '));
  return lines
    .filter(([, , number = '']) => numbers.has(number))
    .map((fields) => `mounted at ${fields[4] ?? '?'}`);
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
    if (errnoOf(error) === 'ENOENT') return [];
    throw error;
  }
}

async function readOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return '';
    throw error;
  }
}
