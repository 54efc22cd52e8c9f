import type { Assessed } from '../catalog/assess.ts';
import type { Policy } from '../catalog/policy.ts';
import type { Emit } from '../core/events.ts';
import { type Fault, toFault } from '../core/faults.ts';
import { chooseFirmware } from '../firmware/choose-firmware.ts';
import type { FlashFacts } from '../firmware/flash-facts.ts';
import type { FlashReading } from '../firmware/flash-reading.ts';
import { type FirmwareDemands, verifyFirmware } from '../firmware/verify-firmware.ts';
import type { ChosenFirmware } from './read-firmware.ts';
import type { ReadyFirmware } from './ready-firmware.ts';

export interface FirmwareCheck {
  readonly flash: FlashReading;
  readonly policy: Policy;
  /** Reads the payload of a release from where it lies. */
  readonly read: (firmware: ChosenFirmware, signal: AbortSignal) => Promise<Uint8Array>;
  /** Whether what failed a read is gone for the operating system as well, which would leave the disk half written. */
  readonly isLost: (fault: Fault) => Promise<boolean>;
  readonly emit: Emit;
}

/**
 * Chooses firmware among the releases that were found, and judges it. What is refused is told of, and the next best is
 * taken; that none can be used is no failure of the run.
 * @throws the signal's reason, and what shows that the source of the operating system is gone
 */
export async function checkFirmware(
  found: readonly Assessed[],
  check: FirmwareCheck,
  signal: AbortSignal,
): Promise<ReadyFirmware> {
  const { flash, emit } = check;
  const choice = chooseFirmware(found);
  if (choice.kind === 'none') return kept('none', flash);
  if (flash.kind === 'none') return kept('flash-unreadable', flash);
  if (flash.kind === 'unreadable') return kept('flash-unreadable', flash, flash.fault);
  try {
    return { kind: 'update', firmware: await verified(choice, flash.facts, check, signal), flash };
  } catch (error) {
    signal.throwIfAborted();
    const fault = toFault(error);
    if (await check.isLost(fault)) throw error;
    const left = found.filter((one) => one.kind === 'refused' || one.release !== choice.release);
    if (chooseFirmware(left).kind === 'none') return kept('refused', flash, fault);
    emit({
      kind: 'warning',
      code: fault.code,
      facts: { ...fault.facts, release: choice.release.manifest.id },
    });
    return await checkFirmware(left, check, signal);
  }
}

function kept(
  because: Extract<ReadyFirmware, { kind: 'kept' }>['outcome']['because'],
  flash: FlashReading,
  fault?: Fault,
): ReadyFirmware {
  const before = flash.kind === 'read' ? flash.facts.versions : 'unknown';
  const why = fault && { code: fault.code, facts: fault.facts };
  return { kind: 'kept', outcome: { result: 'kept', because, before, ...why } };
}

async function verified(
  chosen: ChosenFirmware,
  flash: FlashFacts,
  { policy, read }: FirmwareCheck,
  signal: AbortSignal,
): Promise<Extract<ReadyFirmware, { kind: 'update' }>['firmware']> {
  const { release, payload } = chosen;
  const image = await read(chosen, signal);
  const { minimumFirmwareVersion: minimumVersion, device } = policy;
  const { firmwareWriteProtect } = device;
  const writeProtect = firmwareWriteProtect === 'unknown' ? 'unknown' : firmwareWriteProtect.value;
  const demands: FirmwareDemands = {
    release: release.manifest.id,
    version: payload.version,
    minimumVersion,
    writeProtect,
  };
  return verifyFirmware(image, flash, demands);
}
