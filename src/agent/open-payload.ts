import type { Payload } from '../catalog/manifest.ts';
import type { VerifiedRelease } from '../catalog/verified-release.ts';
import { Fault } from '../core/faults.ts';
import type { PayloadFile, RecoverySource } from '../core/ports.ts';

/** @throws Fault IMG-01 when it is missing, STK-…, NET-… */
export async function openPayload(
  { manifest }: VerifiedRelease,
  { file }: Payload,
  source: RecoverySource,
  signal: AbortSignal,
): Promise<PayloadFile> {
  const opened = await source.openPayload(manifest.id, file, signal);
  if (opened === 'absent') throw new Fault('IMG-01', { file });
  return opened;
}
