import type { DeviceModel } from '../core/device.ts';
import { Fault } from '../core/faults.ts';
import { sameKey } from '../formats/vboot/same-key.ts';
import { installedKernelKeys } from '../install/installed-kernel-keys.ts';
import { developerDelay } from './developer-delay.ts';
import { findCandidates } from './find-candidates.ts';
import { getReady } from './get-ready.ts';
import { install } from './install.ts';
import type { ReadyInstall } from './ready-install.ts';
import type { RecoveryPorts } from './recovery-ports.ts';
import { stepper } from './stepper.ts';

/**
 * The one flow: from the firmware's facts to a disk that boots. Everything before `install` leaves the disk untouched.
 * @throws StepFailure
 */
export async function recover(ports: RecoveryPorts, signal: AbortSignal): Promise<void> {
  const step = stepper(ports.emit, ports.clock, signal);
  const device = await step('identify', () => identified(ports));
  const candidates = await step('find', async () =>
    findCandidates(ports.source, await ports.policy(device), signal),
  );
  await using ready = await getReady(candidates, device, ports, step, signal);
  await step('consent', () => consent(ready, ports, signal));
  await install(ready, ports, step, signal);
}

async function identified(ports: RecoveryPorts): Promise<DeviceModel> {
  const device = await ports.identify();
  ports.emit({ kind: 'identified', device });
  if (device.hwid === 'unknown') throw new Fault('SKU-01', {});
  return device;
}

/** Data of a developer whose kernel is not on this disk yet changes who owns the device: a person must want that. */
async function consent(ready: ReadyInstall, ports: RecoveryPorts, signal: AbortSignal): Promise<void> {
  if (ready.release.authority === 'firmware') return;
  const { dataKey } = ready.images.verifiedKernel.blob.keyblock;
  const installed = await installedKernelKeys(ready.disk);
  if (installed.some((key) => sameKey(key, dataKey))) return;
  await developerDelay(ports.person, ports.clock, ports.emit, signal);
}
