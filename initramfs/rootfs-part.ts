import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { bootScreens } from './boot-screens.ts';
import { buildPart, type Part, type Workshop } from './build-part.ts';
import type { Compression } from './compression.ts';
import { copyEntry } from './copy-entry.ts';
import { EPOCH_SECONDS } from './epoch.ts';
import { filesBelow } from './files-below.ts';
import type { Kernel } from './kernel-part.ts';
import { moduleClosure } from './module-closure.ts';
import { mustRun } from './must-run.ts';
import { readList } from './read-list.ts';
import { type SealedImage, sealImage } from './seal-image.ts';
import { treeDigest } from './tree-digest.ts';
import type { Variant } from './variant.ts';

export interface RootfsSources {
  readonly debian: Part;
  readonly kernel: Kernel;
  readonly system: Part;
  readonly node: Part & { readonly file: string };
  readonly agent: Part;
  readonly firmware: Part;
  /** The folder with `root_key.vbpubk` and `recovery_key.vbpubk`, whose releases the agent trusts. */
  readonly keys: string;
  readonly compression: Compression;
  readonly variant: Pick<Variant, 'modules' | 'overlay'> | undefined;
}

export interface Rootfs extends Part, SealedImage {
  /** The squashfs with its hash tree right behind it. */
  readonly file: string;
}

const HERE = import.meta.dirname;
const OVERLAY = join(HERE, 'rootfs');
const KEYS = ['root_key.vbpubk', 'recovery_key.vbpubk'] as const;
/** Folders that nothing of the packages is in. */
const FOLDERS = ['dev', 'proc', 'sys', 'run', 'tmp', 'root', 'media/stick', 'var/lib', 'var/log', 'var/tmp'];
/** What small scripts and the inventory of the agent call. */
const APPLETS = [
  'sh',
  '[',
  'awk',
  'cat',
  'cut',
  'date',
  'dmesg',
  'echo',
  'false',
  'grep',
  'egrep',
  'head',
  'hostname',
  'ls',
  'ps',
  'sed',
  'sleep',
  'sort',
  'stty',
  'tail',
  'test',
  'tr',
  'true',
  'uname',
  'uniq',
  'wc',
  'which',
  'xargs',
];
/** Only depmod and modinfo read them. The other tables are there twice: udev reads `.bin`, and modprobe, which is busybox, text. */
const UNREAD_TABLES = ['order', 'builtin.modinfo'];
/** Links that nothing of the packages is. */
const LINKS = { 'var/run': '../run' } as const;
const SEALED: z.ZodType<SealedImage> = z.strictObject({
  dataBlocks: z.number(),
  rootDigest: z.string(),
  salt: z.string(),
});
const SQUASHFS = {
  quick: ['-b', '128K', '-comp', 'zstd', '-Xcompression-level', '3'],
  small: ['-b', '512K', '-comp', 'zstd', '-Xcompression-level', '22'],
} as const;

/** The recovery root filesystem, sealed for dm-verity. */
export async function rootfsPart(workshop: Workshop, sources: RootfsSources): Promise<Rootfs> {
  const { debian, kernel, system, node, agent, firmware, keys, compression, variant } = sources;
  const modules = [...(await readList(join(HERE, 'rootfs.modules'))), ...(variant?.modules ?? [])];
  const overlays = variant === undefined ? [OVERLAY] : [OVERLAY, variant.overlay];
  const inputs = [
    ...[debian, kernel, system, node, agent, firmware].map(({ key }) => key),
    ...(await Promise.all(KEYS.map((name) => readFile(join(keys, name))))),
    ...(await Promise.all(overlays.map(treeDigest))),
    ...[modules, APPLETS, UNREAD_TABLES, FOLDERS, Object.entries(LINKS).flat(), SQUASHFS[compression]].map(
      (list) => list.join('\n'),
    ),
    String(EPOCH_SECONDS),
  ];
  const part = await buildPart(workshop, {
    name: 'rootfs',
    inputs,
    make: async (folder) => {
      const tree = join(folder, 'tree');
      await fillTree(tree, sources, modules);
      for (const overlay of overlays) await layOver(tree, overlay);
      await makeRightsPlain(tree);
      const file = join(folder, 'rootfs.img');
      const times = ['-mkfs-time', '-all-time'].flatMap((option) => [option, String(EPOCH_SECONDS)]);
      const same = ['-reproducible', '-all-root', '-no-xattrs', '-no-exports', ...times];
      await mustRun([
        'mksquashfs',
        tree,
        file,
        '-noappend',
        '-no-progress',
        ...same,
        ...SQUASHFS[compression],
      ]);
      await rm(tree, { recursive: true });
      await writeFile(join(folder, 'sealed.json'), JSON.stringify(await sealImage(file)));
    },
  });
  const sealed = SEALED.parse(JSON.parse(await readFile(join(part.folder, 'sealed.json'), 'utf8')));
  return { ...part, ...sealed, file: join(part.folder, 'rootfs.img') };
}

async function fillTree(tree: string, sources: RootfsSources, modules: readonly string[]): Promise<void> {
  const { debian, kernel, system, node, agent, firmware, keys } = sources;
  for (const folder of FOLDERS) await mkdir(join(tree, folder), { recursive: true });
  for (const [path, target] of Object.entries(LINKS)) await symlink(target, join(tree, path));
  await copyAll(join(system.folder, 'tree'), tree);
  await copyAll(join(agent.folder, 'agent'), join(tree, 'usr/lib/rsd'));
  await copyAll(join(firmware.folder, 'firmware'), join(tree, 'usr/lib/firmware'));
  await copyEntry(node.file, join(tree, 'usr/lib/rsd/node'));
  for (const name of KEYS) await copyEntry(join(keys, name), join(tree, 'usr/share/rsd/keys', name));
  // What the initramfs shows stays on the display until the agent has something to show.
  await writeFile(join(tree, 'usr/share/rsd/starting'), bootScreens().get('starting') ?? '');
  await addBusybox(tree, debian);
  await addModules(tree, kernel, modules);
}

/** What is ours replaces what is Debian's. */
async function layOver(tree: string, overlay: string): Promise<void> {
  for (const path of await filesBelow(overlay)) await rm(join(tree, path), { force: true });
  await copyAll(overlay, tree);
}

/** Only whether it is a program is kept of the rights of a file. What rights new files get depends on who builds. */
async function makeRightsPlain(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await makeRightsPlain(path);
    if (entry.isFile()) await chmod(path, (await stat(path)).mode & 0o100 ? 0o755 : 0o644);
  }
}

async function copyAll(from: string, to: string): Promise<void> {
  for (const path of await filesBelow(from)) await copyEntry(join(from, path), join(to, path));
}

async function addBusybox(tree: string, debian: Part): Promise<void> {
  const work = await mkdtemp(`${tree}-busybox-`);
  const packages = join(debian.folder, 'packages');
  for (const name of await readdir(packages)) {
    if (name.startsWith('busybox-static_')) await mustRun(['dpkg-deb', '-x', join(packages, name), work]);
  }
  await copyEntry(join(work, 'bin/busybox'), join(tree, 'usr/bin/busybox'));
  for (const name of APPLETS) await symlink('busybox', join(tree, 'usr/bin', name));
  await rm(work, { recursive: true });
}

async function addModules(tree: string, kernel: Kernel, names: readonly string[]): Promise<void> {
  const place = join('usr/lib/modules', kernel.version);
  const text = (table: string): Promise<string> => readFile(join(kernel.modules, table), 'utf8');
  const tables = { dependencies: await text('modules.dep'), builtIn: await text('modules.builtin') };
  const loadedByName = ['modules.order', 'modules.builtin', 'modules.builtin.modinfo'];
  for (const file of [...loadedByName, ...moduleClosure(tables, names)]) {
    await copyEntry(join(kernel.modules, file), join(tree, place, file));
  }
  await mustRun(['depmod', '--basedir', join(tree, 'usr'), kernel.version]);
  for (const name of UNREAD_TABLES) await rm(join(tree, place, `modules.${name}`));
}
