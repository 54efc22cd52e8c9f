import { copyFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildPart, type Part, type Workshop } from './build-part.ts';
import { filesBelow } from './files-below.ts';
import type { Kernel } from './kernel-part.ts';
import { mustRun } from './must-run.ts';
import { pickFirmware } from './pick-firmware.ts';
import { readList } from './read-list.ts';

const LIST = join(import.meta.dirname, 'rootfs.firmware');
/** The packages that firmware is in, among those of which single files are taken. */
const PACKAGES = /^(?:firmware-.*|wireless-regdb)_/;
/** Debian makes these when it sets the package up. */
const LINKS = {
  'regulatory.db': 'regulatory.db-debian',
  'regulatory.db.p7s': 'regulatory.db.p7s-debian',
} as const;
/** The kernel unpacks it: it knows this checksum only, and takes as much memory as the dictionary is said to have. */
const PACK = ['xz', '--threads=1', '--check=crc32', '--lzma2=preset=9e,dict=4MiB'] as const;
const PACK_ENV = { XZ_DEFAULTS: undefined, XZ_OPT: undefined };

interface Driver {
  readonly name: string;
  /** The names in our list. */
  readonly wanted: readonly string[];
  /** The names that it has in itself. */
  readonly asked: readonly string[];
}

/** `firmware`: what the drivers load into their chips, and `list`: which files that are, with a line for each driver. */
export async function firmwarePart(workshop: Workshop, debian: Part, kernel: Kernel): Promise<Part> {
  const drivers = await driversOf(await readList(LIST), kernel);
  return await buildPart(workshop, {
    name: 'firmware',
    inputs: [debian.key, JSON.stringify(drivers), PACK.join(' '), JSON.stringify(LINKS)],
    make: async (folder) => {
      const whole = await mkdtemp(join(folder, 'packages-'));
      await unpack(join(debian.folder, 'packages'), whole);
      const from = join(whole, 'lib/firmware');
      const there = await filesBelow(from);
      const rows: string[] = [];
      for (const { name: driver, wanted, asked } of drivers) {
        const picked = wanted.flatMap((name) => pickFirmware(name, asked, there));
        for (const name of picked) await copied(join(from, name), join(folder, 'firmware', name));
        rows.push(`${driver}: ${picked.join(' ')}`);
      }
      await rm(whole, { recursive: true });
      await writeFile(join(folder, 'list'), `${rows.join('\n')}\n`);
      await packAll(join(folder, 'firmware'));
      for (const row of rows) workshop.log(`firmware of ${row}`);
    },
  });
}

/** A line is `driver name`. */
async function driversOf(lines: readonly string[], kernel: Kernel): Promise<readonly Driver[]> {
  const wanted = Map.groupBy(
    lines.map((line) => line.split(/\s+/)),
    ([driver = '']) => driver,
  );
  const drivers = [...wanted].map(async ([name, words]) => ({
    name,
    wanted: words.map(([, file = '']) => file),
    asked: await askedFor(kernel, name),
  }));
  return await Promise.all(drivers);
}

async function askedFor({ folder, version }: Kernel, driver: string): Promise<readonly string[]> {
  const said = await mustRun(['modinfo', '-b', folder, '-k', version, '-F', 'firmware', driver]);
  return said.split('\n').filter((name) => name !== '');
}

async function unpack(packages: string, whole: string): Promise<void> {
  for (const name of await readdir(packages)) {
    if (PACKAGES.test(name)) await mustRun(['dpkg-deb', '-x', join(packages, name), whole]);
  }
  for (const [name, file] of Object.entries(LINKS)) await symlink(file, join(whole, 'lib/firmware', name));
}

/** What a link stands for is copied: the same bytes take room once in the image. */
async function copied(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
}

async function packAll(folder: string): Promise<void> {
  const files = (await filesBelow(folder)).map((name) => join(folder, name));
  await mustRun([...PACK, ...files], { env: PACK_ENV });
}
