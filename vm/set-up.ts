import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { buildLock } from '../initramfs/build-lock.ts';
import { buildSoftware } from '../initramfs/build-software.ts';
import type { RecoverySoftware } from '../initramfs/recovery-software.ts';
import type { Variant } from '../initramfs/variant.ts';
import { type OsSpec, osRelease } from './os-release.ts';

export interface VmParts {
  readonly software: RecoverySoftware;
  /** The folders of the releases, in the order in which they were asked for. */
  readonly releases: readonly string[];
}

const BUILD = join(import.meta.dirname, '../build');
const SETUP = join(import.meta.dirname, '../tools/setup-debian.sh');
/** Debian packages with what is called here, besides what the recovery software is built with. */
const PACKAGES = [
  'qemu-system-x86',
  'ovmf',
  'acpica-tools',
  'vboot-utils',
  'vboot-kernel-utils',
  'e2fsprogs',
  'cryptsetup-bin',
];
/** Installs what is missing and builds what the netbook is given, of both only what is not there yet. */
export async function setUp(
  systems: readonly OsSpec[],
  log: (line: string) => void,
  variant?: Variant,
): Promise<VmParts> {
  installTools();
  const out = join(BUILD, 'recovery');
  const software = await buildSoftware({ out, log, ...(variant === undefined ? {} : { variant }) });
  const workshop = { folder: join(BUILD, 'vm'), log };
  await using held = new AsyncDisposableStack();
  held.use(await buildLock(workshop.folder));
  const releases: string[] = [];
  for (const system of systems) releases.push(await osRelease(workshop, software, system));
  return { software, releases };
}

/** Says by itself what it installs, or what is to be installed. */
function installTools(): void {
  const { status } = spawnSync('sh', [SETUP, ...PACKAGES], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error('The netbook cannot be simulated without these packages');
}
