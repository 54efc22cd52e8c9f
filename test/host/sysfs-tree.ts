import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

/** Writes files below a root folder, as sysfs and procfs show them: each ends its line. */
export function putFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${text}\n`);
  }
}

/** A disk with its folder below sys/devices and its link in sys/block. */
export function putDisk(root: string, place: string, files: Readonly<Record<string, string>>): void {
  const folder = join('sys/devices', place);
  putFiles(root, Object.fromEntries(Object.entries(files).map(([name, text]) => [join(folder, name), text])));
  const link = join(root, 'sys/block', basename(place));
  mkdirSync(join(root, folder), { recursive: true });
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync(relative(dirname(link), join(root, folder)), link);
}

/** What every disk has. */
export function facts(number: string, sectors: number): Record<string, string> {
  return {
    dev: number,
    size: String(sectors),
    ro: '0',
    removable: '0',
    hidden: '0',
    'queue/logical_block_size': '512',
  };
}
