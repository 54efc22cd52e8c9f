import { Fault, toFault } from '../core/faults.ts';
import type { FirmwareOutcome } from '../core/firmware-outcome.ts';
import { type FirmwarePorts, updateFirmware } from '../firmware/update-firmware.ts';
import { PowerGuard } from './power-guard.ts';
import type { ReadyFirmware } from './ready-firmware.ts';
import type { RecoveryPorts } from './recovery-ports.ts';
import type { Step } from './stepper.ts';

/** Of the battery, to write the firmware without a charger. Firmware that is cut off may not be run again. */
const FIRMWARE_NEEDS_PERCENT = 30;

/**
 * Brings the firmware up to date, and tells how that ended. The system that is on the disk by then is worth more: that it
 * cannot be done stops nothing.
 * @throws StepFailure when the run was stopped before the first byte was written
 */
export async function firmwareStep(
  ready: ReadyFirmware,
  ports: RecoveryPorts,
  step: Step,
  signal: AbortSignal,
): Promise<FirmwareOutcome['result']> {
  const { emit } = ports;
  if (ready.kind === 'kept') {
    emit({ kind: 'firmware', outcome: ready.outcome });
    return ready.outcome.result;
  }
  const end: { outcome: FirmwareOutcome | undefined } = { outcome: undefined };
  try {
    await step('firmware', async ({ onBytes }) => {
      const outcome = await updated(ready, ports, onBytes, signal);
      end.outcome = outcome;
      emit({ kind: 'firmware', outcome });
      if (outcome.result === 'failed') throw new Fault(outcome.code, outcome.facts);
    });
  } catch (error) {
    if (end.outcome === undefined) throw error;
  }
  return end.outcome?.result ?? 'kept';
}

type Update = Extract<ReadyFirmware, { kind: 'update' }>;

async function updated(
  { firmware, flash: { chip: flash, facts } }: Update,
  ports: RecoveryPorts,
  onBytes: FirmwarePorts['onBytes'],
  signal: AbortSignal,
): Promise<FirmwareOutcome> {
  const { powerRules } = ports;
  const rules = { ...powerRules, unknown: powerRules.unknownForFirmware };
  const save: FirmwarePorts['save'] = (...what) => ports.saveFirmware(...what);
  // The disk does not start yet: somebody without a charger must not be kept from that.
  const guard = new PowerGuard({ ...ports, powerRules: rules }, 'limited');
  const enoughPower = (): Promise<void> => guard.enough(FIRMWARE_NEEDS_PERCENT, signal);
  try {
    return await updateFirmware(firmware, facts, { flash, save, enoughPower, onBytes }, signal);
  } catch (error) {
    signal.throwIfAborted();
    const { code, facts: why } = toFault(error);
    return { result: 'failed', code, facts: why, state: 'unknown', before: facts.versions, saved: null };
  }
}
