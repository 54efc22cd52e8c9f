import { Fault } from '../core/faults.ts';
import type { ManifestSignature } from './manifest-signature.ts';
import type { Policy } from './policy.ts';
import { rollbackText } from './rollback-text.ts';

/** @throws Fault SIG-05 when a signature is below the minimum that the device has stored */
export function refuseRollback({ rollbackVersion }: ManifestSignature, policy: Policy): void {
  const minimum = policy.minimumFirmwareVersion;
  // Not "below the minimum": a minimum that is no number must refuse as well.
  if (minimum === 'unknown' || rollbackVersion >= minimum) return;
  throw new Fault('SIG-05', { version: rollbackText(rollbackVersion), minimum: rollbackText(minimum) });
}
