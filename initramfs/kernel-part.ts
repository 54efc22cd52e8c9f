import { copyFile, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildPart, type Part, type Workshop } from './build-part.ts';
import { moduleClosure } from './module-closure.ts';
import { mustRun } from './must-run.ts';
import { readList } from './read-list.ts';

/** Files of the part, in `lib/modules/<version>` as `modinfo` and `depmod` want them. */
export interface Kernel extends Part {
  readonly vmlinuz: string;
  readonly version: string;
  readonly modules: string;
}

const HERE = import.meta.dirname;
const LISTS = ['initramfs.modules', 'rootfs.modules'] as const;
/** What depmod and modprobe read besides the modules. */
const TABLES = ['modules.order', 'modules.builtin', 'modules.builtin.modinfo'] as const;

/** `vmlinuz` and those of its modules that the initramfs or the root filesystem may load. */
export async function kernelPart(
  workshop: Workshop,
  debian: Part,
  moreModules: readonly string[],
): Promise<Kernel> {
  const lists = await Promise.all(LISTS.map((list) => readList(join(HERE, list))));
  const names = [...lists.flat(), ...moreModules];
  const part = await buildPart(workshop, {
    name: 'kernel',
    inputs: [debian.key, names.join('\n')],
    make: async (folder) => {
      const whole = await mkdtemp(join(folder, 'package-'));
      const packages = join(debian.folder, 'packages');
      const [deb] = (await readdir(packages)).filter((name) => name.startsWith('linux-image-'));
      if (deb === undefined) throw new Error(`There is no kernel package in ${packages}`);
      await mustRun(['dpkg-deb', '-x', join(packages, deb), whole]);
      await takeWhatIsUsed(whole, folder, names);
      await rm(whole, { recursive: true });
    },
  });
  const [version = ''] = await readdir(join(part.folder, 'lib/modules'));
  const modules = join(part.folder, 'lib/modules', version);
  return { ...part, vmlinuz: join(part.folder, 'vmlinuz'), version, modules };
}

async function takeWhatIsUsed(whole: string, folder: string, names: readonly string[]): Promise<void> {
  const [version = ''] = await readdir(join(whole, 'lib/modules'));
  const [from, to] = [join(whole, 'lib/modules', version), join(folder, 'lib/modules', version)];
  await mustRun(['depmod', '--basedir', whole, version]);
  const tables = {
    dependencies: await readFile(join(from, 'modules.dep'), 'utf8'),
    builtIn: await readFile(join(from, 'modules.builtin'), 'utf8'),
  };
  for (const file of [...TABLES, ...moduleClosure(tables, names)]) {
    await mkdir(dirname(join(to, file)), { recursive: true });
    await copyFile(join(from, file), join(to, file));
  }
  await mustRun(['depmod', '--basedir', folder, version]);
  await copyFile(join(whole, 'boot', `vmlinuz-${version}`), join(folder, 'vmlinuz'));
}
