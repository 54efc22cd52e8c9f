import { resolve } from 'node:path';
import { Command } from 'commander';
import { Fault, isFault } from '../../core/faults.ts';
import { readKernelBlob } from '../../formats/vboot/kernel-blob.ts';
import { readVerityTable } from '../../formats/verity/verity-table.ts';
import { fileBytes } from '../../release/file-bytes.ts';
import { makeRelease } from '../../release/make-release.ts';
import type { RootfsSource, SystemSpec } from '../../release/release-spec.ts';
import { percent } from '../percent.ts';
import type { MakeCommand } from '../program.ts';
import { addText } from './add-text.ts';
import { readInput } from './read-input.ts';
import { addReleaseOptions, type ReleaseOptions, releaseOf } from './release-options.ts';

interface SignOptions extends ReleaseOptions {
  readonly hwid: readonly string[];
  readonly osVersion: string;
  readonly rootfs?: string;
  readonly kernel?: string;
  readonly vmlinuz?: string;
  readonly bootloader?: string;
  readonly commandLine: string;
}

const MAX_KERNEL_BYTES = 512 * 2 ** 20;
const NO_BOOTLOADER = new Uint8Array(4096);
const HELP = `
The folder <out>/<id> has everything that a stick or a server needs. It appears
when all of it is written and has passed the checks of the recovery agent.

The kernel: either --vmlinuz with --command-line, signed here; what names the
root filesystem is added to the command line. Or --kernel with a kernel that was
signed elsewhere: its keyblock must be signed by kernel_subkey of --keys, and its
command line must name the root filesystem.

The root filesystem: an image of whole 4096-byte blocks. Its hash tree is made,
except where a signed kernel names it: then a tree behind it is checked.

Firmware: --firmware takes an image of the whole flash chip, with its map. Its slots
must be signed under the root key in its GBB; its version is what they call
themselves. With --firmware and none of --kernel, --vmlinuz and --rootfs the release
has firmware alone: it goes beside one with an operating system.

Examples:
  A developer's own OS:
    rsd keys new my-keys
    rsd sign --keys my-keys --id my-os-1 --hwid NIMBUS --os-name "My OS" \\
      --os-version 1.0 --vmlinuz vmlinuz --command-line "quiet" \\
      --rootfs rootfs.ext4 --out tree/recovery

  An organisation with keys of vboot's (here its development keys) and a kernel
  that its build has signed:
    rsd sign --keys /usr/share/vboot/devkeys --id nimbus-1.10.0 \\
      --hwid NIMBUS --hwid CIRRUS --os-version 1.10.0 --rollback 3 \\
      --kernel kernel.bin --rootfs rootfs.img --out tree/recovery

  Firmware alone:
    rsd sign --keys my-keys --id nimbus-fw-15200 --hwid NIMBUS \\
      --os-name "Nimbus firmware" --os-version 15200.4.0 \\
      --firmware bios.bin --out tree/recovery
`;

export const signCommand: MakeCommand = (setting) =>
  addReleaseOptions(new Command('sign'))
    .description('make a signed release of a kernel and a root filesystem')
    .requiredOption('--hwid <hwid>', 'a model: what its hardware IDs are or begin with; repeatable', addText)
    .requiredOption('--os-version <version>', 'dotted numbers, such as 1.10.0')
    .option('--rootfs <file>', 'the root filesystem')
    .option('--kernel <file>', 'a signed kernel')
    .option('--vmlinuz <file>', 'a kernel to sign')
    .option('--bootloader <file>', 'its bootloader, or the initramfs where the firmware hands that over')
    .option('--command-line <words>', 'its command line', '')
    .addHelpText('after', HELP)
    .action(async (options: SignOptions) => {
      const { voice, signal } = setting();
      await using held = new AsyncDisposableStack();
      const system = await systemOf(options, held, signal);
      const os = { name: options.osName, version: options.osVersion };
      const spec = { ...(await releaseOf(options, os, options.hwid, signal)), system };
      voice.result(await makeRelease(spec, resolve(options.out), percent(voice, 'Packing'), signal));
    });

function isFirmwareAlone({ firmware, rootfs, kernel, vmlinuz, layout }: SignOptions): boolean {
  const system = [rootfs, kernel, vmlinuz, layout];
  return firmware !== undefined && system.every((option) => option === undefined);
}

async function systemOf(
  options: SignOptions,
  held: AsyncDisposableStack,
  signal: AbortSignal,
): Promise<SystemSpec | 'none'> {
  if (isFirmwareAlone(options)) return 'none';
  const { rootfs } = options;
  if (rootfs === undefined) throw new Fault('OPT-01', { option: '--rootfs', problem: 'it is missing' });
  const image = held.use(await fileBytes(rootfs));
  const kernel = await kernelOf(options, signal);
  return { kernel, rootfs: { image, verity: verityFor(kernel) } };
}

async function kernelOf(options: SignOptions, signal: AbortSignal): Promise<SystemSpec['kernel']> {
  const { kernel, vmlinuz, bootloader, commandLine } = options;
  if ((kernel === undefined) === (vmlinuz === undefined))
    throw new Fault('OPT-01', { option: '--kernel, --vmlinuz', problem: 'give one of the two' });
  if (kernel !== undefined) {
    if (bootloader !== undefined || commandLine !== '')
      throw new Fault('OPT-01', {
        option: '--kernel',
        problem: 'a signed kernel has its bootloader and its command line',
      });
    return { kind: 'signed', blob: await readInput(kernel, MAX_KERNEL_BYTES, signal) };
  }
  return {
    kind: 'parts',
    vmlinuz: await readInput(vmlinuz ?? '', MAX_KERNEL_BYTES, signal),
    bootloader:
      bootloader === undefined ? NO_BOOTLOADER : await readInput(bootloader, MAX_KERNEL_BYTES, signal),
    commandLine,
  };
}

function verityFor(kernel: SystemSpec['kernel']): RootfsSource['verity'] {
  if (kernel.kind === 'parts') return 'make';
  const table = tableOf(kernel.blob);
  if (table === 'none')
    throw new Fault('OPT-01', { option: '--kernel', problem: 'its command line names no root filesystem' });
  const { version, rootDigest, salt, dataBlocks } = table;
  return { version, rootDigest, salt, dataBlocks };
}

function tableOf(blob: Uint8Array): ReturnType<typeof readVerityTable> {
  try {
    return readVerityTable(readKernelBlob(blob).commandLine);
  } catch (error) {
    if (!isFault(error, 'FMT-01')) throw error;
    const { format, field, problem } = error.facts;
    throw new Fault(
      'OPT-01',
      { option: '--kernel', problem: `${format} ${field}: ${problem}` },
      { cause: error },
    );
  }
}
