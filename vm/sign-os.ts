import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { mustRun } from '../initramfs/must-run.ts';
import { verityArgument } from '../src/formats/verity/verity-argument.ts';
import { asArguments } from './as-arguments.ts';
import { DEVKEYS } from './devkeys.ts';
import type { OsVerity } from './os-rootfs.ts';
import { signManifest } from './sign-manifest.ts';

export interface UnsignedOs {
  readonly id: string;
  readonly version: string;
  readonly models: readonly object[];
  readonly vmlinuz: string;
  readonly initramfs: string;
  readonly verity: OsVerity;
}

const MIB = 1 << 20;
const KERNEL_SLOT_BYTES = 32 * MIB;

/** Signs kernel and manifest with the development keys, into the folder `release`, which has rootfs.img already. */
export async function signOs(os: UnsignedOs, release: string): Promise<void> {
  await packKernel(os, join(release, 'kernel.bin'));
  await signManifest(await manifestOf(os, release), release);
}

async function packKernel({ vmlinuz, initramfs, verity }: UnsignedOs, kernel: string): Promise<void> {
  const config = `${kernel}.config`;
  const words = ['console=ttyS0,115200', 'quiet', 'panic=-1', 'root=/dev/dm-0', 'ro', verityArgument(verity)];
  await writeFile(config, words.join(' '));
  const options = {
    pack: kernel,
    keyblock: join(DEVKEYS, 'kernel.keyblock'),
    signprivate: join(DEVKEYS, 'kernel_data_key.vbprivk'),
    version: '1',
    arch: 'x86_64',
    vmlinuz,
    bootloader: initramfs,
    config,
  };
  await mustRun(['vbutil_kernel', ...asArguments(options)]);
  await rm(config);
}

async function manifestOf({ id, version, models, verity }: UnsignedOs, release: string): Promise<object> {
  const payload = async (role: string, file: string): Promise<object> => ({
    role,
    file,
    bytes: (await stat(join(release, file))).size,
    sha256: await sha256Of(join(release, file)),
  });
  const rootfs = await payload('rootfs', 'rootfs.img');
  const { size: rootfsBytes } = await stat(join(release, 'rootfs.img'));
  const kernelSlot = { type: 'kernel', sizeBytes: KERNEL_SLOT_BYTES };
  const rootSlot = {
    type: 'rootfs',
    sizeBytes: Math.ceil(rootfsBytes / MIB) * MIB,
  };
  const boot = { priority: 2, tries: 15, successful: 0 };
  return {
    format: 1,
    id,
    os: { name: 'Nimbus OS', version },
    arch: 'x86_64',
    models,
    payloads: [await payload('kernel', 'kernel.bin'), { ...rootfs, verity }],
    layout: [
      { number: 2, label: 'KERN-A', ...kernelSlot, payload: 'kernel', boot },
      { number: 3, label: 'ROOT-A', ...rootSlot, payload: 'rootfs' },
      { number: 4, label: 'KERN-B', ...kernelSlot },
      { number: 5, label: 'ROOT-B', ...rootSlot },
      {
        number: 1,
        label: 'STATE',
        type: 'data',
        sizeBytes: 'rest',
        filesystem: 'ext4',
      },
    ],
    minimumAgent: '0.1',
  };
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
