import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPart, type Part, type Workshop } from './build-part.ts';
import { EPOCH_SECONDS } from './epoch.ts';
import { readList } from './read-list.ts';
import { unpackPackages } from './unpack-packages.ts';

const HERE = import.meta.dirname;
const HOOK = join(HERE, 'debian-hook.sh');
/** It is fetched again when these change, and not with every change of the others. */
const CODE = ['debian-part.ts', 'unpack-packages.ts'].map((name) => join(HERE, name));

/**
 * `tree`: the packages of the root filesystem, unpacked and not set up. `packages`: those of which single files are
 * taken, as they are, and `packages/list` with a line for each package of both: `name version architecture sha256`.
 *
 * `choice` is the file of such a list, to have just its packages, or `current`. The current ones are asked for once: the
 * part is made again only when the files that name packages change, or when its folder is removed.
 */
export async function debianPart(workshop: Workshop, choice: string): Promise<Part> {
  const rootfs = await readList(join(HERE, 'rootfs.packages'));
  const boot = await readList(join(HERE, 'boot.packages'));
  const pinned = choice === 'current' ? '' : await readFile(choice, 'utf8');
  const { folder: place, log } = workshop;
  const code = (await Promise.all(CODE.map((file) => readFile(file, 'utf8')))).join('');
  const part = await buildPart(
    { folder: place, log, code },
    {
      name: 'debian',
      inputs: [String(EPOCH_SECONDS), rootfs.join('\n'), boot.join('\n'), await readFile(HOOK), pinned],
      make: async (folder) => {
        await fetchAndUnpack(folder, wanted(rootfs, boot, pinned));
        if (pinned !== '') await refuseOtherPackages(join(folder, 'packages/list'), pinned);
      },
    },
  );
  // Later parts depend on what was fetched, not on what was asked for.
  return { folder: part.folder, key: await readFile(join(part.folder, 'packages/list'), 'utf8') };
}

interface Wanted {
  readonly rootfs: readonly string[];
  readonly boot: readonly string[];
}

/** Names as apt takes them. A pinned list names the dependencies as well, and all in their versions. */
function wanted(rootfs: readonly string[], boot: readonly string[], pinned: string): Wanted {
  if (pinned === '') return { rootfs, boot };
  const packages = pinned
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  const isBoot = (name: string): boolean => boot.includes(name) || name.startsWith('linux-image-');
  const exact = packages.map(([name = '', version = '']) => ({ name, text: `${name}=${version}` }));
  return {
    rootfs: exact.filter(({ name }) => !isBoot(name)).map(({ text }) => text),
    boot: exact.filter(({ name }) => isBoot(name)).map(({ text }) => text),
  };
}

async function fetchAndUnpack(folder: string, { rootfs, boot }: Wanted): Promise<void> {
  const tree = join(folder, 'tree');
  await unpackPackages(rootfs, tree, `sh '${HOOK}' "$1" ${boot.join(' ')}`);
  await rename(join(tree, 'packages'), join(folder, 'packages'));
}

async function refuseOtherPackages(list: string, pinned: string): Promise<void> {
  const got = await readFile(list, 'utf8');
  if (got.trim() === pinned.trim()) return;
  const known = new Set(pinned.split('\n'));
  const other = got.split('\n').filter((line) => !known.has(line));
  throw new Error(
    `Debian does not have just the packages of the list any more; it gave:\n${other.join('\n')}`,
  );
}
