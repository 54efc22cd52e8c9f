import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { buildPart, type Part, type Workshop } from '../initramfs/build-part.ts';
import { type CpioEntry, encodeCpio } from '../initramfs/encode-cpio.ts';
import { moduleClosure } from '../initramfs/module-closure.ts';
import { mustRun } from '../initramfs/must-run.ts';
import { neededLibraries } from '../initramfs/needed-libraries.ts';
import type { RecoverySoftware } from '../initramfs/recovery-software.ts';

/** Of the recovery software: the small system is made of the same kernel and packages. */
export type OsSources = Pick<RecoverySoftware, 'vmlinuz' | 'modules' | 'packages'>;

const MODULES = ['nvme', 'sdhci_pci', 'mmc_block', 'dm_verity', 'sha256_ssse3', 'crc32c_generic', 'ext4'];
const FOLDERS = ['bin', 'dev', 'lib64', 'modules', 'proc', 'root', 'run', 'sys', 'usr', 'usr/lib'];
const LIBRARIES = 'usr/lib/x86_64-linux-gnu';
const LOADER = 'lib64/ld-linux-x86-64.so.2';
const INIT = join(import.meta.dirname, 'os/initramfs-init.sh');

/** The initramfs of the small system, and the busybox in it. */
export async function osInitramfs(
  workshop: Workshop,
  { modules, packages }: OsSources,
): Promise<Part & { readonly file: string; readonly busybox: string }> {
  const init = await readFile(INIT);
  const part = await buildPart(workshop, {
    name: 'os-initramfs',
    inputs: [await readFile(packages), init, MODULES.join()],
    make: async (folder) => {
      const debian = dirname(packages);
      const own = await unpacked(debian, folder);
      await copyFile(join(own, 'bin/busybox'), join(folder, 'busybox'));
      const entries: CpioEntry[] = [
        ...[...FOLDERS, LIBRARIES].map((path): CpioEntry => ({ kind: 'folder', path })),
        { kind: 'program', path: 'init', content: init },
        ...(await programs(join(dirname(debian), 'tree'), own)),
        ...(await moduleEntries(modules)),
      ];
      await writeFile(join(folder, 'initramfs.zst'), zstdCompressSync(encodeCpio(entries, 0)));
      await rm(own, { recursive: true });
    },
  });
  return { ...part, file: join(part.folder, 'initramfs.zst'), busybox: join(part.folder, 'busybox') };
}

/** Those of the packages that are kept as they are. */
async function unpacked(packages: string, folder: string): Promise<string> {
  const tree = await mkdtemp(join(folder, 'programs-'));
  for (const name of await readdir(packages))
    if (/^(?:busybox-static|dmsetup)_/.test(name))
      await mustRun(['dpkg-deb', '-x', join(packages, name), tree]);
  return tree;
}

/** `tree` has the packages of the recovery root filesystem, `own` those of the initramfs. */
async function programs(tree: string, own: string): Promise<readonly CpioEntry[]> {
  const files = [join(own, 'sbin/dmsetup'), join(tree, 'sbin/findfs')];
  const found = new Map(
    [join(own, 'bin/busybox'), ...files].map((file) => [join('bin', basename(file)), file]),
  );
  for (const path of await neededLibraries(tree, files))
    found.set(basename(path) === basename(LOADER) ? LOADER : path, join(tree, path));
  const entries = found.entries().map(async ([path, file]) => programEntry(path, await readFile(file)));
  const applets = (await mustRun([join(own, 'bin/busybox'), '--list'])).trim().split('\n');
  const links = applets
    .filter((name) => !found.has(join('bin', name)))
    .map((name): CpioEntry => ({ kind: 'link', path: `bin/${name}`, target: 'busybox' }));
  return [...(await Promise.all(entries)), ...links];
}

function programEntry(path: string, content: Uint8Array): CpioEntry {
  return { kind: 'program', path, content };
}

async function moduleEntries(folder: string): Promise<readonly CpioEntry[]> {
  const table = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const tables = { dependencies: await table('modules.dep'), builtIn: await table('modules.builtin') };
  const order = moduleClosure(tables, MODULES);
  const entries = order.map(async (path): Promise<CpioEntry> => {
    const content = await readFile(join(folder, path));
    return { kind: 'file', path: `modules/${basename(path)}`, content };
  });
  const list = order.map((path) => `${basename(path)}\n`).join('');
  return [
    { kind: 'file', path: 'modules/order', content: Buffer.from(list) },
    ...(await Promise.all(entries)),
  ];
}
