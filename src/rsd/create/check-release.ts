import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Payload } from '../../catalog/manifest.ts';
import type { VerifiedRelease } from '../../catalog/verified-release.ts';
import { verifyKernel } from '../../catalog/verify-kernel.ts';
import type { DeviceModel } from '../../core/device.ts';
import { Fault } from '../../core/faults.ts';
import type { BlockChecker } from '../../core/ports.ts';
import { errnoOf } from '../../host/errno-of.ts';
import { filePayload } from '../../host/file-payload.ts';
import { checkImages } from '../../install/check-images.ts';
import { openRootfsImage } from '../../install/rootfs-image.ts';
import type { OnBytes } from '../../stick/write-stick.ts';

/**
 * Makes every check of the payloads that the agent will make on the device, while another release can still be had.
 * @param folder of the release
 * @throws Fault IMG-…, SIG-06, or the signal's reason
 */
export async function checkRelease(
  release: VerifiedRelease,
  device: DeviceModel,
  folder: string,
  checker: BlockChecker,
  slots: readonly Uint8Array[],
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<void> {
  for (const payload of release.manifest.payloads) {
    if (payload.role === 'kernel')
      verifyKernel(release, await whole(folder, payload), { device, minimumKernelVersion: 'unknown' });
    if (payload.role === 'firmware') refuseOther(payload, await whole(folder, payload));
    const { verity } = payload;
    if (verity === undefined) continue;
    await using file = await present(payload, filePayload(join(folder, payload.file)));
    const image = await openRootfsImage({ ...payload, verity }, file, checker, signal);
    await checkImages([image], slots, onBytes, signal);
  }
}

async function whole(folder: string, payload: Payload): Promise<Uint8Array> {
  await using file = await present(payload, filePayload(join(folder, payload.file)));
  // The signed manifest bounds how much is read.
  if (file.sizeBytes !== payload.bytes) {
    const { sizeBytes: gotBytes } = file;
    throw new Fault('IMG-02', { file: payload.file, expectedBytes: payload.bytes, gotBytes });
  }
  return await readFile(join(folder, payload.file));
}

async function present<T>({ file }: Payload, opened: Promise<T>): Promise<T> {
  try {
    return await opened;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') throw new Fault('IMG-01', { file }, { cause: error });
    throw error;
  }
}

function refuseOther({ file, sha256 }: Payload, bytes: Uint8Array): void {
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return;
  throw new Fault('IMG-03', { file, offsetBytes: 0 });
}
