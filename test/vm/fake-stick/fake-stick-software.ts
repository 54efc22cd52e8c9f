import { cpSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { buildLock } from '../../../initramfs/build-lock.ts';
import { buildPart, type Part, type Workshop } from '../../../initramfs/build-part.ts';
import { buildSoftware } from '../../../initramfs/build-software.ts';
import { mustRun } from '../../../initramfs/must-run.ts';
import type { RecoverySoftware } from '../../../initramfs/recovery-software.ts';
import { treeDigest } from '../../../initramfs/tree-digest.ts';
import { bundleGuestScript } from '../bundle-guest-script.ts';
import { copyGuestPrograms } from '../copy-guest-programs.ts';
import { HERE } from './cases.ts';

const FOLDER = import.meta.dirname;
const PROJECT = join(FOLDER, '../../..');
const RECOVERY = join(PROJECT, 'build/recovery');
/** What is bundled. */
const CODE = ['src', 'test/stick', 'test/net', 'test/vm/fake-stick'] as const;

/** A recovery like `usual` that makes fake sticks of the disk and checks them, instead of recovering. */
export async function fakeStickSoftware(
  usual: RecoverySoftware,
  log: (line: string) => void,
): Promise<RecoverySoftware> {
  const workshop: Workshop = { folder: join(PROJECT, 'build/vm/fake-stick'), log };
  await using lock = new AsyncDisposableStack();
  lock.use(await buildLock(workshop.folder));
  const part = await overlayPart(workshop, usual);
  const variant = { name: 'fake-stick', modules: [], overlay: join(part.folder, 'overlay') };
  return await buildSoftware({ out: RECOVERY, variant, log });
}

/** `overlay`: what the root filesystem has beyond that of every stick. */
async function overlayPart(workshop: Workshop, { packages }: RecoverySoftware): Promise<Part> {
  const own = join(RECOVERY, 'system/tree');
  const code = await Promise.all(CODE.map((name) => treeDigest(join(PROJECT, name))));
  return buildPart(workshop, {
    name: 'overlay',
    inputs: [readFileSync(packages), await treeDigest(own), ...code],
    make: async (folder) => {
      const overlay = join(folder, 'overlay');
      const here = join(overlay, HERE);
      cpSync(join(FOLDER, 'overlay'), overlay, { recursive: true });
      await copyDmsetup(dirname(packages), own, folder, here);
      await bundleGuestScript(join(FOLDER, 'try-sticks.ts'), join(here, 'try-sticks.js'));
    },
  });
}

/** The one that the initramfs has. */
async function copyDmsetup(packages: string, own: string, folder: string, here: string): Promise<void> {
  const work = await mkdtemp(join(folder, 'dmsetup-'));
  const names = (await readdir(packages)).filter((name) => name.startsWith('dmsetup_'));
  for (const name of names) await mustRun(['dpkg-deb', '-x', join(packages, name), work]);
  const programs = [join(work, 'sbin/dmsetup')];
  await copyGuestPrograms({ tree: join(dirname(packages), 'tree'), programs, own }, here);
  await rm(work, { recursive: true });
}
