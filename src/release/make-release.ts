import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../catalog/manifest.ts';
import { Fault } from '../core/faults.ts';
import { encodeSeekable } from '../formats/zstd-seekable/encode-seekable.ts';
import { signKernel } from '../signing/sign-kernel.ts';
import { signVblock } from '../signing/sign-vblock.ts';
import { checkMade } from './check-made.ts';
import { counted, type OnBytes } from './counted.ts';
import { firmwareVersion } from './firmware-version.ts';
import { kernelCommandLine } from './kernel-command-line.ts';
import { manifestFor, type ReleaseFiles, type SystemFiles } from './manifest-for.ts';
import { refuseExisting } from './refuse-existing.ts';
import { refuseSpec } from './refuse-spec.ts';
import type { ReleaseSpec, RootfsSource, SystemSpec } from './release-spec.ts';
import { rootfsChunks } from './rootfs-chunks.ts';
import { writableFault } from './writable-fault.ts';
import { writePayload } from './write-payload.ts';

/**
 * Makes the folder of a release below `parent`, named as the release. It appears whole and checked, or not at all; the same
 * spec gives the same bytes. Memory does not grow with the root filesystem, but for its hash tree.
 * @returns the folder
 * @throws Fault OPT-01 when it is there already, KEY-01, MAN-02, PUB-01, the Faults of what is put in, and those that the
 * agent would refuse it with; the signal's reason
 */
export async function makeRelease(
  spec: ReleaseSpec,
  parent: string,
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<string> {
  refuseSpec(spec);
  const folder = join(parent, spec.id);
  await refuseExisting(folder);
  const part = `${folder}.part`;
  await makeFresh(part, parent);
  try {
    await fill(part, spec, onBytes, signal);
    await sync(part);
    signal.throwIfAborted();
    await rename(part, folder);
    await sync(parent);
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw writableFault(error, parent);
  }
  return folder;
}

/** What an earlier run left when it was ended is removed. */
async function makeFresh(part: string, parent: string): Promise<void> {
  try {
    await rm(part, { recursive: true, force: true });
    await mkdir(part, { recursive: true });
  } catch (error) {
    throw writableFault(error, parent);
  }
}

async function fill(part: string, spec: ReleaseSpec, onBytes: OnBytes, signal: AbortSignal): Promise<void> {
  const system =
    spec.system === 'none' ? 'none' : await writeSystem(part, spec.system, spec, onBytes, signal);
  const firmware = spec.firmware === 'none' ? 'none' : await writeFirmware(part, spec.firmware);
  const manifest = manifestFor(spec, { system, firmware });
  await writeManifest(part, manifest, spec);
  await checkMade(part, manifest, spec.keys);
}

async function writeSystem(
  part: string,
  system: SystemSpec,
  spec: ReleaseSpec,
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<SystemFiles> {
  const rootfs = await writeRootfs(part, system.rootfs, spec, onBytes, signal);
  const kernel = await writePayload(part, 'kernel.bin', [kernelOf(system.kernel, spec, rootfs.verity)]);
  return { kernel, ...rootfs };
}

async function writeFirmware(
  part: string,
  image: Uint8Array,
): Promise<Exclude<ReleaseFiles['firmware'], 'none'>> {
  const version = firmwareVersion(image);
  return { ...(await writePayload(part, 'firmware.bin', [image])), version };
}

async function writeRootfs(
  part: string,
  rootfs: RootfsSource,
  { id, packing }: ReleaseSpec,
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<Omit<SystemFiles, 'kernel'>> {
  const { chunks, sizeBytes, verity } = await rootfsChunks(rootfs, id, signal);
  const content = counted(chunks, sizeBytes, onBytes);
  const written =
    packing === 'plain'
      ? await writePayload(part, 'rootfs.img', content)
      : await writePayload(part, 'rootfs.img.zst', encodeSeekable(content));
  return { rootfs: written, rootfsImageBytes: sizeBytes, verity: verity() };
}

function kernelOf(
  kernel: SystemSpec['kernel'],
  { keys, arch, version }: ReleaseSpec,
  verity: SystemFiles['verity'],
): Uint8Array {
  if (kernel.kind === 'signed') return kernel.blob;
  if (keys.kernel === 'none')
    throw new Fault('KEY-01', { file: 'kernel_data_key.vbprivk', problem: 'it is needed to sign a kernel' });
  const { vmlinuz, bootloader } = kernel;
  const commandLine = kernelCommandLine(kernel.commandLine, verity);
  return signKernel({ arch, vmlinuz, bootloader, commandLine, version, ...keys.kernel });
}

async function writeManifest(
  part: string,
  manifest: Manifest,
  { keys, version }: ReleaseSpec,
): Promise<void> {
  const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  const { release: signer, releaseKeyblock: keyblock, kernelSubkey } = keys;
  const vblock = signVblock(bytes, { keyblock, signer, version, kernelSubkey });
  await writePayload(part, 'manifest.json', [bytes]);
  await writePayload(part, 'manifest.vblock', [vblock]);
}

/** A new name is on the medium when its folder is. */
async function sync(folder: string): Promise<void> {
  await using handle = await open(folder);
  await handle.sync();
}
