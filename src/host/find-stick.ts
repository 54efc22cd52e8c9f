import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from './errno-of.ts';
import { listDisks } from './list-disks.ts';

/** The name of the data partition in the stick's partition table. */
const LABEL = 'RSD-DATA';

/** The device of the stick's data partition, below /dev, or null when there is none. Partitions of a built-in disk do not count. */
export async function findStick(root: string): Promise<string | null> {
  const outside = (await listDisks(root)).filter(
    ({ bus, removable }) => removable === 'removable' || bus === 'sd',
  );
  for (const { name } of outside) {
    const folder = join(root, 'sys/class/block', name);
    const partitions = (await namesIn(folder)).filter((entry) => entry.startsWith(name));
    for (const partition of partitions) {
      if (await isLabelled(join(folder, partition, 'uevent'))) return join(root, 'dev', partition);
    }
  }
  return null;
}

async function isLabelled(uevent: string): Promise<boolean> {
  return (await textOrEmpty(uevent)).split('\n').includes(`PARTNAME=${LABEL}`);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    // A stick may be pulled while we look at it.
    if (GONE.has(errnoOf(error))) return [];
    throw error;
  }
}

async function textOrEmpty(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (GONE.has(errnoOf(error))) return '';
    throw error;
  }
}

const GONE = new Set(['ENOENT', 'ENODEV', 'ENXIO', 'ENOTDIR']);
