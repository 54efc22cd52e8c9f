import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, isFault, toFault } from '../../core/faults.ts';
import type { BlockChecker, PayloadFile } from '../../core/ports.ts';
import { type KernelBlob, readKernelBlob } from '../../formats/vboot/kernel-blob.ts';
import { checkImages } from '../../install/check-images.ts';
import { openRootfsImage } from '../../install/rootfs-image.ts';
import type { OnBytes } from '../../install/write-images.ts';
import { readSoftwareCommandLine, type SoftwareCommandLine } from '../../stick/read-software-command-line.ts';
import type { SoftwareFile, SoftwareManifest } from '../../stick/software-manifest.ts';

const READ_BYTES = 1 << 20;

/**
 * Checks recovery software in a folder: every file by its digest, the kernel as the firmware would except for who signed
 * it, and the root filesystem by the hash tree that the kernel's command line vouches for.
 * @returns the kernel, for whoever knows who has to have signed it
 * @throws Fault MAK-06, or the signal's reason
 */
export async function checkSoftware(
  folder: string,
  { files }: SoftwareManifest,
  checker: BlockChecker,
  slots: readonly Uint8Array[],
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<KernelBlob> {
  const named = [files.kernel, ...(files.uki ? [files.uki] : []), ...files.keys];
  for (const file of named) await checkDigest(folder, file, signal);
  await checkDigest(folder, files.rootfs, signal);
  return await faultsAs(async () => {
    const kernel = readKernelBlob(await readAll(join(folder, files.kernel.file), files.kernel.bytes));
    const { partitionGuid, verity } = readSoftwareCommandLine(kernel.commandLine);
    if (partitionGuid !== files.rootfs.partitionGuid)
      throw new Fault('MAK-06', { problem: `its kernel looks for the partition ${partitionGuid}` });
    await checkRootfs(folder, files.rootfs, verity, checker, slots, onBytes, signal);
    return kernel;
  });
}

async function checkDigest(folder: string, file: SoftwareFile, signal: AbortSignal): Promise<void> {
  await using opened = await open(join(folder, file.file)).catch((error: unknown) => {
    throw new Fault('MAK-06', { problem: `${file.file} is missing` }, { cause: error });
  });
  const { size } = await opened.stat();
  if (size !== file.bytes) throw wrong(file, `it has ${size} bytes instead of ${file.bytes}`);
  const hash = createHash('sha256');
  const room = new Uint8Array(READ_BYTES);
  for (let at = 0; at < size; ) {
    signal.throwIfAborted();
    const { bytesRead } = await opened.read(room, 0, room.length, at);
    if (bytesRead === 0) throw wrong(file, 'it became shorter while it was read');
    hash.update(room.subarray(0, bytesRead));
    at += bytesRead;
  }
  if (hash.digest('hex') !== file.sha256) throw wrong(file, 'it is damaged: its SHA-256 is another');
}

function wrong({ file }: SoftwareFile, problem: string): Fault {
  return new Fault('MAK-06', { problem: `${file}: ${problem}` });
}

async function readAll(path: string, maxBytes: number): Promise<Uint8Array> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(new Uint8Array(maxBytes), 0, maxBytes, 0);
  return buffer.subarray(0, bytesRead);
}

async function checkRootfs(
  folder: string,
  { file, bytes, sha256 }: SoftwareFile,
  verity: SoftwareCommandLine['verity'],
  checker: BlockChecker,
  slots: readonly Uint8Array[],
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<void> {
  await using handle = await open(join(folder, file));
  const payload: PayloadFile = {
    sizeBytes: bytes,
    read: async (offsetBytes, into) => (await handle.read(into, 0, into.length, offsetBytes)).bytesRead,
    [Symbol.asyncDispose]: async () => undefined,
  };
  const image = await openRootfsImage(
    { role: 'rootfs', file, bytes, sha256, verity },
    payload,
    checker,
    signal,
  );
  await checkImages([image], slots, onBytes, signal);
}

/** What is wrong with an image is here wrong with the software. */
async function faultsAs<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const fault = toFault(error);
    if (isFault(fault, 'MAK-06') || isFault(fault, 'BUG-00')) throw error;
    const facts = Object.entries(fault.facts).map(([name, value]) => `${name} ${String(value)}`);
    throw new Fault('MAK-06', { problem: `${fault.code}: ${facts.join(', ')}` }, { cause: error });
  }
}
