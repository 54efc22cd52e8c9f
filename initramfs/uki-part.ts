import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildPart, type Part, type Workshop } from './build-part.ts';
import { EPOCH_SECONDS } from './epoch.ts';
import type { Kernel } from './kernel-part.ts';
import { mustRun } from './must-run.ts';

export interface UkiSources {
  readonly debian: Part;
  readonly kernel: Kernel;
  readonly initramfs: Part & { readonly file: string };
  readonly commandLine: string;
}

/** Where an image says where its PE header is, and what lies where behind that. Source: the PE format of Microsoft. */
const PE_HEADER_OFFSET = 0x3c;
const PE_TIME = 8;
const PE_CHECKSUM = 88;
const STUB = 'usr/lib/systemd/boot/efi/linuxx64.efi.stub';
const OS_RELEASE = join(import.meta.dirname, 'rootfs/usr/lib/os-release');

/**
 * `uki.efi`: kernel, initramfs and command line as one program that UEFI starts.
 * Source: https://uapi-group.org/specifications/specs/unified_kernel_image/
 */
export async function ukiPart(
  workshop: Workshop,
  { debian, kernel, initramfs, commandLine }: UkiSources,
): Promise<Part & { readonly file: string }> {
  const part = await buildPart(workshop, {
    name: 'uki',
    inputs: [
      debian.key,
      kernel.key,
      initramfs.key,
      commandLine,
      await readFile(OS_RELEASE),
      String(EPOCH_SECONDS),
    ],
    make: async (folder) => {
      const config = join(folder, 'command-line');
      await writeFile(config, commandLine);
      const sections = {
        '.osrel': OS_RELEASE,
        '.cmdline': config,
        '.initrd': initramfs.file,
        '.linux': kernel.vmlinuz,
      };
      await addSections(await unpackedStub(debian, folder), sections, join(folder, 'uki.efi'));
      await rm(join(folder, 'stub'), { recursive: true });
    },
  });
  return { ...part, file: join(part.folder, 'uki.efi') };
}

async function unpackedStub(debian: Part, folder: string): Promise<string> {
  const packages = join(debian.folder, 'packages');
  const [deb] = (await readdir(packages)).filter((name) => name.startsWith('systemd-boot-efi_'));
  if (deb === undefined) throw new Error(`There is no systemd-boot-efi in ${packages}`);
  await mustRun(['dpkg-deb', '-x', join(packages, deb), join(folder, 'stub')]);
  return join(folder, 'stub', STUB);
}

/** Behind the last section of the stub, each on a page of its own. */
async function addSections(
  stub: string,
  sections: Readonly<Record<string, string>>,
  out: string,
): Promise<void> {
  const headers = await mustRun(['objdump', '--section-headers', stub]);
  const ends = headers.matchAll(/^ *\d+ \S+ +([0-9a-f]{8}) +([0-9a-f]+) /gm).map(hexSum);
  const [, pageBytes = '1000'] =
    /^SectionAlignment\s+([0-9a-f]+)/m.exec(await mustRun(['objdump', '-p', stub])) ?? [];
  const align = (address: number): number => Math.ceil(address / page) * page;
  const page = Math.max(Number.parseInt(pageBytes, 16), 0x1000);
  let address = align(Math.max(...ends));
  const args: string[] = [];
  for (const [name, file] of Object.entries(sections)) {
    args.push(
      '--add-section',
      `${name}=${file}`,
      '--change-section-vma',
      `${name}=0x${address.toString(16)}`,
    );
    address = align(address + (await stat(file)).size);
  }
  await mustRun(['objcopy', ...args, stub, out]);
  await forgetTime(out);
}

/** objcopy writes down when it ran, and a checksum over that. UEFI looks at neither. */
async function forgetTime(file: string): Promise<void> {
  const image = await readFile(file);
  const header = image.readUInt32LE(PE_HEADER_OFFSET);
  image.writeUInt32LE(EPOCH_SECONDS, header + PE_TIME);
  image.writeUInt32LE(0, header + PE_CHECKSUM);
  await writeFile(file, image);
}

function hexSum([, bytes = '', address = '']: RegExpExecArray): number {
  return Number.parseInt(bytes, 16) + Number.parseInt(address, 16);
}
