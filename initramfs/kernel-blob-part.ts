import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPart, type Part, type Workshop } from './build-part.ts';
import type { Kernel } from './kernel-part.ts';
import { mustRun } from './must-run.ts';

export interface KernelBlobSources {
  readonly kernel: Kernel;
  readonly initramfs: Part & { readonly file: string };
  readonly commandLine: string;
  /** The folder with `recovery_kernel.keyblock` and `recovery_kernel_data_key.vbprivk`. */
  readonly keys: string;
}

/** The version that the kernel is signed with. The firmware does not compare it when it starts a recovery. */
const VERSION = '1';

/** `kernel.bin`: the recovery kernel as the firmware starts it. The initramfs lies in the slot of the bootloader, so that the signature covers it. */
export async function kernelBlobPart(
  workshop: Workshop,
  { kernel, initramfs, commandLine, keys }: KernelBlobSources,
): Promise<Part & { readonly file: string }> {
  const keyblock = join(keys, 'recovery_kernel.keyblock');
  const privateKey = join(keys, 'recovery_kernel_data_key.vbprivk');
  const part = await buildPart(workshop, {
    name: 'kernel-blob',
    inputs: [kernel.key, initramfs.key, commandLine, await readFile(keyblock), await readFile(privateKey)],
    make: async (folder) => {
      const config = join(folder, 'command-line');
      await writeFile(config, commandLine);
      const pack = ['--pack', join(folder, 'kernel.bin'), '--version', VERSION, '--arch', 'x86_64'];
      const signed = ['--keyblock', keyblock, '--signprivate', privateKey];
      const content = ['--vmlinuz', kernel.vmlinuz, '--bootloader', initramfs.file, '--config', config];
      await mustRun(['vbutil_kernel', ...pack, ...signed, ...content]);
    },
  });
  return { ...part, file: join(part.folder, 'kernel.bin') };
}
