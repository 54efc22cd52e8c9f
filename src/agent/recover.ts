import { policySummary } from '../catalog/policy-summary.ts';
import { toFault } from '../core/faults.ts';
import type { FirmwareOutcome } from '../core/firmware-outcome.ts';
import { sameKey } from '../formats/vboot/same-key.ts';
import { installedKernelKeys } from '../install/installed-kernel-keys.ts';
import type { WhatToWrite } from '../install/write-images.ts';
import type { Download } from '../net/keep/keep-download.ts';
import { developerDelay } from './developer-delay.ts';
import { findOnStick } from './find-on-stick.ts';
import { firmwareStep } from './firmware-step.ts';
import { getReady } from './get-ready.ts';
import { identifyDevice } from './identify-device.ts';
import { install } from './install.ts';
import { PowerGuard } from './power-guard.ts';
import type { ReadyInstall } from './ready-install.ts';
import type { RecoveryPorts } from './recovery-ports.ts';
import { type Step, stepper } from './stepper.ts';

/** Of the battery, to write the disk without a charger. A recovery that is cut off can be run again. */
const DISK_NEEDS_PERCENT = 10;
const FROM_A_STICK_SLOTS = 8;

/**
 * The one flow: from the firmware's facts to a disk that boots. Everything before `install` leaves the disk untouched.
 * @throws StepFailure
 */
export async function recover(
  ports: RecoveryPorts,
  signal: AbortSignal,
): Promise<'recovered' | 'done-before'> {
  const step = stepper(ports.emit, ports.clock, signal);
  const { device, flash } = await step('identify', () => identifyDevice(ports, signal));
  const { policy, onStick } = await step('find', async () => {
    const rules = await ports.policy(device, flash);
    ports.emit({ kind: 'policy', policy: policySummary(rules) });
    return { policy: rules, onStick: await findOnStick(rules, ports, signal) };
  });
  const got = await getReady(onStick, policy, flash, ports, step, signal);
  if (got === 'done-before') return got;
  await using ready = got;
  const guard = new PowerGuard(ports);
  const enoughPower = (): Promise<void> => guard.enough(DISK_NEEDS_PERCENT, signal);
  const power = await step('consent', async () => {
    await consent(ready, ports, signal);
    return await guard.look(DISK_NEEDS_PERCENT, signal);
  });
  if (power === 'not-yet') await step('power', enoughPower);
  const firmware: { result: FirmwareOutcome['result'] } = { result: 'kept' };
  const updateFirmware = async (): Promise<void> => {
    firmware.result = await firmwareStep(ready.firmware, ports, step, signal);
  };
  await install(
    { ...ready, what: whatToWrite(ready) },
    { ...ports, slots: slotsFor(ready, ports), enoughPower, updateFirmware },
    step,
    signal,
  );
  if (ready.download !== 'none') await keep(ready, ready.download, ports, step, signal);
  if (firmware.result !== 'failed' && ports.memory !== 'none')
    await ports.memory.remember(device, ready.release);
  return 'recovered';
}

/** Data of a developer whose kernel is not on this disk yet changes who owns the device: a person must want that. */
async function consent(ready: ReadyInstall, ports: RecoveryPorts, signal: AbortSignal): Promise<void> {
  if (ready.release.authority === 'firmware') return;
  const { dataKey } = ready.images.verifiedKernel.blob.keyblock;
  const installed = await installedKernelKeys(ready.disk);
  if (installed.some((key) => sameKey(key, dataKey))) return;
  await developerDelay(ports, signal);
}

/** What is kept on the stick has to be fetched whole; otherwise a download that broke off goes on where it was. */
function whatToWrite({ release, download }: ReadyInstall): WhatToWrite {
  return release.location === 'network' && download === 'none' ? 'what-differs' : 'all';
}

/** Eight pieces under way keep a stick and a disk busy, in half the memory. A server is waited for longer. */
function slotsFor({ release }: ReadyInstall, { slots }: RecoveryPorts): readonly Uint8Array[] {
  return release.location === 'network' ? slots : slots.slice(0, FROM_A_STICK_SLOTS);
}

/** The device is recovered, and stays so: what goes wrong now, a stop included, costs the next device a download. */
async function keep(
  { release }: ReadyInstall,
  download: Download,
  { emit }: RecoveryPorts,
  step: Step,
  signal: AbortSignal,
): Promise<void> {
  if (signal.aborted) return;
  await step('store', async ({ onBytes }) => {
    try {
      await download.finish(onBytes, signal);
      emit({ kind: 'stored', release: release.manifest.id });
    } catch (error) {
      const { code, facts } = toFault(error);
      emit({ kind: 'warning', code, facts });
    }
  });
}
