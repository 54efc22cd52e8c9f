import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mustRun } from '../initramfs/must-run.ts';
import { KEYBLOCK_FLAGS } from '../src/formats/vboot/keyblock-flags.ts';
import { runTool } from './run-tool.ts';

/** What QEMU is given to start: files, and a command line in which `%U` is not yet replaced. */
export interface KernelFiles {
  readonly vmlinuz: string;
  readonly initramfs: string;
  readonly commandLine: string;
}

/** How the device starts; the flags of a keyblock say in which of these states it may be used. */
export interface BootState {
  readonly mode: 'recovery' | 'normal';
  readonly developerSwitch: 'on' | 'off';
}

export type UnpackedKernel =
  | { readonly kind: 'verified'; readonly files: KernelFiles }
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Verifies the kernel at the start of `partition` (a file) with `vbutil_kernel` under `key` (a .vbpubk file), and takes
 * it apart into the folder `work`. The initramfs is what lies in the slot of the bootloader, inside of the signed body.
 */
export async function unpackKernel(
  partition: string,
  key: string,
  state: BootState,
  work: string,
): Promise<UnpackedKernel> {
  const { status, stdout, stderr } = await runTool(
    'vbutil_kernel',
    '--verify',
    partition,
    '--signpubkey',
    key,
    '--verbose',
  );
  if (status !== 0) return { kind: 'refused', why: stderr.trim().split('\n').at(-1) ?? '' };
  const need = neededFlags(state);
  const flags = numberIn(stdout, /^ {2}Flags: +(\d+)/m);
  if ((flags & need) !== need) {
    return {
      kind: 'refused',
      why: `The keyblock is not for this mode: its flags are ${flags}, needed are ${need}`,
    };
  }
  return { kind: 'verified', files: await takeApart(partition, stdout, work) };
}

function neededFlags({ mode, developerSwitch }: BootState): number {
  const { developerOn, developerOff, recoveryOn, recoveryOff } = KEYBLOCK_FLAGS;
  return (
    (developerSwitch === 'on' ? developerOn : developerOff) | (mode === 'recovery' ? recoveryOn : recoveryOff)
  );
}

async function takeApart(partition: string, said: string, work: string): Promise<KernelFiles> {
  const [keyblockBytes = 0, preambleBytes = 0] = said
    .matchAll(/^ {2}Size: +(0x[0-9a-f]+)/gm)
    .map(([, bytes]) => Number(bytes));
  const bodyAddress = numberIn(said, /^ {2}Body load address: +(0x[0-9a-f]+)/m);
  const bootloaderAddress = numberIn(said, /^ {2}Bootloader address: +(0x[0-9a-f]+)/m);
  const initramfs = join(work, 'initramfs');
  await copyPiece(partition, initramfs, {
    offsetBytes: keyblockBytes + preambleBytes + bootloaderAddress - bodyAddress,
    bytes: numberIn(said, /^ {2}Bootloader size: +(0x[0-9a-f]+)/m),
  });
  const vmlinuz = join(work, 'vmlinuz');
  await mustRun(['vbutil_kernel', '--get-vmlinuz', partition, '--vmlinuz-out', vmlinuz]);
  return {
    vmlinuz,
    initramfs,
    commandLine: (said.split('\nConfig:\n')[1] ?? '').trim(),
  };
}

function numberIn(said: string, pattern: RegExp): number {
  const found = pattern.exec(said)?.[1];
  if (found === undefined) throw new Error(`vbutil_kernel did not say ${pattern}: ${said}`);
  return Number(found);
}

async function copyPiece(
  from: string,
  to: string,
  at: { offsetBytes: number; bytes: number },
): Promise<void> {
  await using file = await open(from);
  const piece = Buffer.alloc(at.bytes);
  const { bytesRead } = await file.read(piece, 0, at.bytes, at.offsetBytes);
  if (bytesRead !== at.bytes) throw new Error(`${from} ends inside of the initramfs`);
  await writeFile(to, piece);
}
