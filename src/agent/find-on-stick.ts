import type { Assessed } from '../catalog/assess.ts';
import { findCandidates } from '../catalog/find-candidates.ts';
import { missingPin } from '../catalog/missing-pin.ts';
import { onlyPinned } from '../catalog/only-pinned.ts';
import { pinFor } from '../catalog/pin-for.ts';
import type { Policy } from '../catalog/policy.ts';
import { obeyControl } from './obey-control.ts';
import type { RecoveryPorts } from './recovery-ports.ts';

/** What is on the stick, as far as its own control file lets it be used. Waits while that holds the line. */
export async function findOnStick(
  policy: Policy,
  ports: RecoveryPorts,
  signal: AbortSignal,
): Promise<readonly Assessed[]> {
  const { stick } = ports;
  const pin = pinFor(await obeyControl(stick, policy, ports, signal), policy.device);
  const found = await findCandidates(stick, policy, signal);
  return [...onlyPinned(found, pin), ...missingPin(found, pin, stick)];
}
