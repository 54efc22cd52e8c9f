import { mkdir, rm } from 'node:fs/promises';
import { EPOCH_SECONDS } from './epoch.ts';
import { mustRun } from './must-run.ts';

const SUITE = 'bookworm';
/** Firmware of chips is in the second one. */
const COMPONENTS = 'main,non-free-firmware';
/** All programs in one place, as Debian has it. In mmdebstrap's words, `$1` is the new root. */
const ONE_USR =
  'for name in bin sbin lib lib64; do mkdir -p "$1/usr/$name"; ln -s "usr/$name" "$1/$name"; done';

/**
 * Fetches Debian packages and what they need, and unpacks them into the folder `tree`, which is made. No script of theirs
 * runs. `names` are as apt takes them; `hook` is a shell command that runs when they are unpacked into `$1`.
 */
export async function unpackPackages(names: readonly string[], tree: string, hook: string): Promise<void> {
  const archive = `${tree}.tar`;
  const options = [
    '--variant=extract',
    '--format=tar',
    `--components=${COMPONENTS}`,
    '--aptopt=APT::Install-Recommends "false"',
    '--aptopt=Acquire::Retries "3"',
    `--setup-hook=${ONE_USR}`,
    `--extract-hook=${hook}`,
    `--include=${names.join(',')}`,
  ];
  const env = { SOURCE_DATE_EPOCH: String(EPOCH_SECONDS) };
  await mustRun(['mmdebstrap', '--quiet', ...options, SUITE, archive], { env });
  await mkdir(tree);
  await mustRun(['tar', '-C', tree, '--no-same-owner', '--exclude=./dev', '-xf', archive]);
  await rm(archive);
}
