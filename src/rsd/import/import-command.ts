import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { Fault } from '../../core/faults.ts';
import { readPackedKey } from '../../formats/vboot/packed-key.ts';
import { aboutRootfs } from '../../release/image/about-rootfs.ts';
import { type IndexEntry, indexEntry } from '../../release/image/index-entry.ts';
import { readRecoveryImage } from '../../release/image/read-recovery-image.ts';
import { makeRelease } from '../../release/make-release.ts';
import { writableFault } from '../../release/writable-fault.ts';
import { openImage } from '../image/open-image.ts';
import { percent } from '../percent.ts';
import type { MakeCommand } from '../program.ts';
import { readPublicKey } from '../read-public-key.ts';
import { addText } from '../sign/add-text.ts';
import { readInput } from '../sign/read-input.ts';
import { addReleaseOptions, type ReleaseOptions, releaseOf } from '../sign/release-options.ts';

interface ImportOptions extends ReleaseOptions {
  readonly hwid?: readonly string[];
  readonly osVersion?: string;
  readonly entry?: string;
  readonly entryName?: string;
  readonly recoveryKey?: string;
}

const MAX_INDEX_BYTES = 16 * 2 ** 20;
const HELP = `
Checks the image as the devices that it is for do: the partition table, the
recovery kernel (KERN-A) and its kern_b_hash, the kernel that is installed
(KERN-B), and every block of the root filesystem (ROOT-A). Then makes a release of
KERN-B and ROOT-A, and signs its manifest with --keys. KERN-B keeps its signature,
so kernel_subkey.vbpubk in that folder must be the key that it is signed under.

An image is for the devices of --hwid, or of an entry of recovery.conf or
recovery.json. Nobody signs those files: look at what they say.

Examples:
  rsd import chromeos_recovery.bin.zip --keys keys --id nimbus-1.10.0 \\
    --hwid NIMBUS --os-version 1.10.0 --out tree/recovery
  rsd import chromeos_recovery.bin --keys keys --id nimbus-1.10.0 \\
    --entry recovery.json --entry-name "Nimbus" --out tree/recovery
`;

export const importCommand: MakeCommand = (setting) =>
  addReleaseOptions(new Command('import'))
    .description('make a release of an official-style recovery image')
    .argument('<image>', 'the image: .bin, .img, or the .zip with it')
    .option('--hwid <hwid>', 'a model: what its hardware IDs are or begin with; repeatable', addText)
    .option('--os-version <version>', 'dotted numbers, such as 1.10.0')
    .option('--entry <file>', 'a recovery.conf or recovery.json, for --hwid and --os-version')
    .option('--entry-name <name>', 'the name of the entry in it')
    .option('--recovery-key <file>', 'refuse an image that this .vbpubk did not sign')
    .addHelpText('after', HELP)
    .action(async (path: string, options: ImportOptions) => {
      const { voice, signal } = setting();
      const { hwids, version } = await whatFor(options, signal);
      const os = { name: options.osName, version };
      const release = await releaseOf(options, os, hwids, signal);
      const authorities = {
        recoveryKey:
          options.recoveryKey === undefined ? ('unknown' as const) : await readPublicKey(options.recoveryKey),
        kernelSubkey: readPackedKey(release.keys.kernelSubkey),
      };
      const out = resolve(options.out);
      await mkdir(out, { recursive: true }).catch((error: unknown) => {
        throw writableFault(error, out);
      });
      await using image = await openImage(path, out, percent(voice, 'Unpacking'), signal);
      const { kernel, rootfs, verity } = await readRecoveryImage(image, authorities, signal);
      const blob = { kind: 'signed', blob: kernel.bytes } as const;
      const spec = { ...release, system: { kernel: blob, rootfs: { image: rootfs, verity } } };
      const made = makeRelease(spec, out, percent(voice, 'Importing'), signal);
      voice.result(await aboutRootfs(path, made));
    });

async function whatFor(
  options: ImportOptions,
  signal: AbortSignal,
): Promise<{ readonly hwids: readonly string[]; readonly version: string }> {
  const entry = await entryOf(options, signal);
  const hwids = options.hwid ?? entry.hwids;
  const version = options.osVersion ?? entry.version;
  if (hwids.length === 0)
    throw new Fault('OPT-01', { option: '--hwid', problem: 'it is not said which models it is for' });
  if (version === 'unknown')
    throw new Fault('OPT-01', { option: '--os-version', problem: 'it is not said which version it is' });
  return { hwids, version };
}

async function entryOf({ entry, entryName }: ImportOptions, signal: AbortSignal): Promise<IndexEntry> {
  if (entry === undefined && entryName === undefined) return { hwids: [], version: 'unknown' };
  if (entry === undefined || entryName === undefined)
    throw new Fault('OPT-01', { option: '--entry, --entry-name', problem: 'give both or none' });
  const bytes = await readInput(entry, MAX_INDEX_BYTES, signal);
  return indexEntry(entry, new TextDecoder().decode(bytes), entryName);
}
