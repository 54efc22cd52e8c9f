import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { constants, zstdCompressSync } from 'node:zlib';
import { bootScreens } from './boot-screens.ts';
import { buildPart, type Part, type Workshop } from './build-part.ts';
import type { Compression } from './compression.ts';
import { type CpioEntry, encodeCpio } from './encode-cpio.ts';
import { EPOCH_SECONDS } from './epoch.ts';
import type { Kernel } from './kernel-part.ts';
import { moduleClosure } from './module-closure.ts';
import { mustRun } from './must-run.ts';
import { neededLibraries } from './needed-libraries.ts';
import { readList } from './read-list.ts';

const HERE = import.meta.dirname;
/** Folders that `init` mounts things on. */
const PLACES = ['dev', 'proc', 'sys', 'memory', 'lower', 'upper', 'root'];
/** What `init` calls of busybox. */
const APPLETS = [
  'cat',
  'dd',
  'dmesg',
  'hexdump',
  'insmod',
  'losetup',
  'mkdir',
  'mount',
  'readlink',
  'sh',
  'sleep',
  'switch_root',
  'truncate',
];
/** Where every program finds what loads its libraries. */
const LOADER = 'lib64/ld-linux-x86-64.so.2';
const LEVELS = { quick: 3, small: 19 } as const;

/** `initramfs.zst`: what the recovery kernel starts first. */
export async function initramfsPart(
  workshop: Workshop,
  { debian, kernel, compression }: { debian: Part; kernel: Kernel; compression: Compression },
): Promise<Part & { readonly file: string }> {
  const init = await readFile(join(HERE, 'init'));
  const screens = bootScreens();
  const names = await readList(join(HERE, 'initramfs.modules'));
  const part = await buildPart(workshop, {
    name: 'initramfs',
    inputs: [
      debian.key,
      kernel.key,
      init,
      JSON.stringify([...screens]),
      names.join(),
      compression,
      String(EPOCH_SECONDS),
      APPLETS.join(),
    ],
    make: async (folder) => {
      const entries = [
        { kind: 'program', path: 'init', content: init },
        ...[...screens].map(([name, text]) => file(`screens/${name}`, Buffer.from(text))),
        ...APPLETS.map((name): CpioEntry => ({ kind: 'link', path: `bin/${name}`, target: 'busybox' })),
        ...(await programs(debian, folder)),
        ...(await modules(kernel, names)),
      ] satisfies CpioEntry[];
      const archive = encodeCpio(withFolders(entries), EPOCH_SECONDS);
      const params = { [constants.ZSTD_c_compressionLevel]: LEVELS[compression] };
      await writeFile(join(folder, 'initramfs.zst'), zstdCompressSync(archive, { params }));
    },
  });
  return { ...part, file: join(part.folder, 'initramfs.zst') };
}

function file(path: string, content: Uint8Array): CpioEntry {
  return { kind: 'file', path, content };
}

/** busybox and dmsetup, with the libraries of dmsetup. */
async function programs(debian: Part, folder: string): Promise<readonly CpioEntry[]> {
  const work = await mkdtemp(join(folder, 'programs-'));
  const tree = join(debian.folder, 'tree');
  const packages = join(debian.folder, 'packages');
  for (const name of await readdir(packages)) {
    if (/^(?:busybox-static|dmsetup)_/.test(name))
      await mustRun(['dpkg-deb', '-x', join(packages, name), work]);
  }
  const entry = async (from: string, path: string): Promise<CpioEntry> => {
    return { kind: 'program', path, content: await readFile(from) };
  };
  const [busybox, dmsetup] = [join(work, 'bin/busybox'), join(work, 'sbin/dmsetup')];
  const libraries = await neededLibraries(tree, [dmsetup]);
  const entries = await Promise.all([
    entry(busybox, 'bin/busybox'),
    entry(dmsetup, 'bin/dmsetup'),
    ...libraries.map((path) => entry(join(tree, path), basename(path) === basename(LOADER) ? LOADER : path)),
  ]);
  await rm(work, { recursive: true });
  return entries;
}

async function modules(kernel: Kernel, names: readonly string[]): Promise<readonly CpioEntry[]> {
  const text = (table: string): Promise<string> => readFile(join(kernel.modules, table), 'utf8');
  const tables = { dependencies: await text('modules.dep'), builtIn: await text('modules.builtin') };
  const order = moduleClosure(tables, names);
  const entries = order.map(async (path) =>
    file(`modules/${basename(path)}`, await readFile(join(kernel.modules, path))),
  );
  const list = order.map((path) => `${basename(path)}\n`).join('');
  return [file('modules/order', Buffer.from(list)), ...(await Promise.all(entries))];
}

/** In the order of their paths, each behind the folders that it lies in. */
function withFolders(entries: readonly CpioEntry[]): readonly CpioEntry[] {
  const folders = new Set(PLACES);
  for (const { path } of entries) {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) folders.add(folder);
  }
  const all = [...[...folders].map((path): CpioEntry => ({ kind: 'folder', path })), ...entries];
  return all.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
