import { join } from 'node:path';
import { mustRun } from './must-run.ts';

const SETUP = join(import.meta.dirname, '../tools/setup-debian.sh');
/** Debian packages with what the build calls. */
const PACKAGES = {
  unsigned: [
    'mmdebstrap',
    'debian-archive-keyring',
    'squashfs-tools',
    'binutils',
    'kmod',
    'xz-utils',
    'vboot-kernel-utils',
  ],
  signed: ['sbsigntool', 'faketime'],
} as const;

/** Installs what the build calls, where that is possible. @throws with the names of what is missing */
export async function installTools(uki: 'signed' | 'unsigned'): Promise<void> {
  const packages = uki === 'signed' ? [...PACKAGES.unsigned, ...PACKAGES.signed] : PACKAGES.unsigned;
  await mustRun(['sh', SETUP, ...packages]);
}
