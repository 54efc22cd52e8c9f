import type { Payload } from '../catalog/manifest.ts';
import type { Policy } from '../catalog/policy.ts';
import type { VerifiedRelease } from '../catalog/verified-release.ts';
import { type VerifiedKernel, verifyKernel } from '../catalog/verify-kernel.ts';
import { Fault } from '../core/faults.ts';
import type { BlockChecker, RecoverySource } from '../core/ports.ts';
import type { CheckedImage } from '../install/checked-image.ts';
import { kernelImage } from '../install/kernel-image.ts';
import { openRootfsImage } from '../install/rootfs-image.ts';
import { openPayload } from './open-payload.ts';
import { readPayload } from './read-payload.ts';

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
  const kernelBin = await readPayload(release, kernelPayload, source, signal);
  const verifiedKernel = verifyKernel(release, kernelBin, policy);
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
