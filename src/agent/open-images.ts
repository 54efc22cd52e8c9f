import type { Payload } from '../catalog/manifest.ts';
import type { Policy } from '../catalog/policy.ts';
import type { VerifiedRelease } from '../catalog/verified-release.ts';
import { type VerifiedKernel, verifyKernel } from '../catalog/verify-kernel.ts';
import { Fault } from '../core/faults.ts';
import type { BlockChecker, PayloadFile, RecoverySource } from '../core/ports.ts';
import type { CheckedImage } from '../install/checked-image.ts';
import { kernelImage } from '../install/kernel-image.ts';
import { openRootfsImage } from '../install/rootfs-image.ts';

export interface OpenImages extends AsyncDisposable {
  readonly verifiedKernel: VerifiedKernel;
  readonly kernel: CheckedImage;
  readonly rootfs: CheckedImage;
}

/**
 * Opens the payloads of a release: the kernel is read and verified whole, of the root filesystem the upper hash tree.
 * @throws Fault IMG-…, SIG-06, STK-…
 */
export async function openImages(
  release: VerifiedRelease,
  policy: Pick<Policy, 'device' | 'minimumKernelVersion'>,
  source: RecoverySource,
  checker: BlockChecker,
  signal: AbortSignal,
): Promise<OpenImages> {
  const kernelPayload = payloadOf(release, 'kernel');
  await using kernelFile = await openPayload(release, kernelPayload, source, signal);
  const verifiedKernel = verifyKernel(release, await readWhole(kernelPayload, kernelFile, signal), policy);
  const rootfsPayload = payloadOf(release, 'rootfs');
  const { verity } = rootfsPayload;
  if (verity === undefined) throw new Fault('MAN-02', { field: 'payloads', problem: 'rootfs has no verity' });
  const rootfsFile = await openPayload(release, rootfsPayload, source, signal);
  try {
    const rootfs = await openRootfsImage({ ...rootfsPayload, verity }, rootfsFile, checker, signal);
    const close = rootfsFile[Symbol.asyncDispose].bind(rootfsFile);
    return { verifiedKernel, kernel: kernelImage(verifiedKernel), rootfs, [Symbol.asyncDispose]: close };
  } catch (error) {
    await rootfsFile[Symbol.asyncDispose]();
    throw error;
  }
}

function payloadOf({ manifest }: VerifiedRelease, role: Payload['role']): Payload {
  const found = manifest.payloads.find((payload) => payload.role === role);
  if (found === undefined) throw new Fault('MAN-02', { field: 'payloads', problem: `there is no ${role}` });
  return found;
}

async function openPayload(
  { manifest }: VerifiedRelease,
  { file }: Payload,
  source: RecoverySource,
  signal: AbortSignal,
): Promise<PayloadFile> {
  const opened = await source.openPayload(manifest.id, file, signal);
  if (opened === 'absent') throw new Fault('IMG-01', { file });
  return opened;
}

async function readWhole(payload: Payload, file: PayloadFile, signal: AbortSignal): Promise<Uint8Array> {
  const facts = { file: payload.file, expectedBytes: payload.bytes };
  if (file.sizeBytes !== payload.bytes) throw new Fault('IMG-02', { ...facts, gotBytes: file.sizeBytes });
  const bytes = new Uint8Array(payload.bytes);
  const gotBytes = await file.read(0, bytes, signal);
  if (gotBytes !== payload.bytes) throw new Fault('IMG-02', { ...facts, gotBytes });
  return bytes;
}
