import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Arch } from '../core/device.ts';
import { verityArgument } from '../formats/verity/verity-argument.ts';
import { encodeSeekable } from '../formats/zstd-seekable/encode-seekable.ts';
import { signKernel } from '../signing/sign-kernel.ts';
import { signVblock } from '../signing/sign-vblock.ts';
import type { Rootfs } from './make-rootfs.ts';
import { publicHalf, type ReleaseKeys } from './simulated-keys.ts';
import { standInKernel } from './stand-in-kernel.ts';

export interface ReleaseSpec {
  readonly id: string;
  readonly osName: string;
  readonly osVersion: string;
  readonly hwid: string;
  readonly arch: Arch;
  readonly version: number;
  readonly rootfs: Rootfs;
  readonly packing: 'plain' | 'zstd';
  /** A whole flash image, and the version that it calls itself. */
  readonly firmware?: { readonly image: Uint8Array; readonly version: string };
}

const MIB = 1 << 20;
const KERNEL_BYTES = MIB;
const PACK_LEVEL = 3;
const FIRMWARE_FILE = 'firmware.bin';

/** Writes a signed release as it lies on a stick or a server: manifest, its signature, kernel and root filesystem. */
export async function writeRelease(recovery: string, spec: ReleaseSpec, keys: ReleaseKeys): Promise<void> {
  const folder = join(recovery, spec.id);
  await mkdir(folder, { recursive: true });
  const kernel = kernelOf(spec, keys);
  const rootfs = await packed(spec);
  const manifest = Buffer.from(JSON.stringify(manifestOf(spec, kernel, rootfs), null, 2));
  const vblock = signVblock(manifest, {
    keyblock: keys.releaseKeyblock,
    signer: keys.release,
    version: spec.version,
    kernelSubkey: publicHalf(keys.kernelSubkey),
  });
  await writeFile(join(folder, 'kernel.bin'), kernel);
  await writeFile(join(folder, rootfsFile(spec)), rootfs);
  if (spec.firmware !== undefined) await writeFile(join(folder, FIRMWARE_FILE), spec.firmware.image);
  await writeFile(join(folder, 'manifest.json'), manifest);
  await writeFile(join(folder, 'manifest.vblock'), vblock);
}

function kernelOf({ arch, rootfs, version }: ReleaseSpec, keys: ReleaseKeys): Uint8Array {
  return signKernel({
    arch,
    vmlinuz: standInKernel(KERNEL_BYTES),
    commandLine: `root=/dev/dm-0 ro ${verityArgument(rootfs)}`,
    bootloader: new Uint8Array(4096),
    keyblock: keys.kernelKeyblock,
    signer: keys.kernelData,
    version,
  });
}

async function packed({ packing, rootfs }: ReleaseSpec): Promise<Uint8Array> {
  if (packing === 'plain') return rootfs.image;
  return Buffer.concat(await Array.fromAsync(encodeSeekable([rootfs.image], MIB, PACK_LEVEL)));
}

function rootfsFile({ packing }: ReleaseSpec): string {
  return packing === 'plain' ? 'rootfs.img' : 'rootfs.img.zst';
}

function manifestOf(spec: ReleaseSpec, kernel: Uint8Array, rootfs: Uint8Array): object {
  const { rootDigest, salt, dataBlocks } = spec.rootfs;
  return {
    format: 1,
    id: spec.id,
    os: { name: spec.osName, version: spec.osVersion },
    arch: spec.arch,
    models: [{ hwid: spec.hwid }],
    payloads: [
      { role: 'kernel', file: 'kernel.bin', bytes: kernel.length, sha256: sha256(kernel) },
      {
        role: 'rootfs',
        file: rootfsFile(spec),
        bytes: rootfs.length,
        sha256: sha256(rootfs),
        ...(spec.packing === 'zstd' ? { compression: 'zstd-seekable' } : {}),
        verity: { version: 0, rootDigest, salt, dataBlocks },
      },
      ...firmwarePayloads(spec),
    ],
    layout: layoutFor(spec.rootfs.image.length),
    minimumAgent: '0.1',
  };
}

function firmwarePayloads({ firmware }: ReleaseSpec): readonly object[] {
  if (firmware === undefined) return [];
  const { image, version } = firmware;
  return [{ role: 'firmware', file: FIRMWARE_FILE, bytes: image.length, sha256: sha256(image), version }];
}

/** Two slots, as Chromium OS has them; A is written, B stays empty and is never started. */
function layoutFor(imageBytes: number): readonly object[] {
  const rootBytes = Math.ceil(imageBytes / MIB) * MIB;
  const kernelBytes = 4 * MIB;
  return [
    {
      number: 2,
      label: 'KERN-A',
      type: 'kernel',
      sizeBytes: kernelBytes,
      payload: 'kernel',
      boot: { priority: 2, tries: 15, successful: 0 },
    },
    { number: 3, label: 'ROOT-A', type: 'rootfs', sizeBytes: rootBytes, payload: 'rootfs' },
    { number: 4, label: 'KERN-B', type: 'kernel', sizeBytes: kernelBytes },
    { number: 5, label: 'ROOT-B', type: 'rootfs', sizeBytes: rootBytes },
    { number: 1, label: 'STATE', type: 'data', sizeBytes: 'rest', filesystem: 'ext4' },
  ];
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
