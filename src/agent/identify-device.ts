import type { DeviceModel } from '../core/device.ts';
import { Fault } from '../core/faults.ts';
import type { FlashReading } from '../firmware/flash-reading.ts';
import { flashSummary } from '../firmware/flash-summary.ts';
import { readFlash } from '../firmware/read-flash.ts';
import type { RecoveryPorts } from './recovery-ports.ts';
import { withFlashFacts } from './with-flash-facts.ts';

type IdentifyPorts = Pick<RecoveryPorts, 'identify' | 'openFlash' | 'emit'>;

export interface Identified {
  readonly device: DeviceModel;
  /** Read once: the keys of the run, and what a new firmware is compared with. */
  readonly flash: FlashReading;
}

/**
 * Finds out which device this is, and tells of it. A flash that cannot be read, and one that names another hardware ID
 * than the firmware did at its start, are worth a warning.
 * @throws Fault SKU-01 when nothing says the hardware ID, or the signal's reason
 */
export async function identifyDevice(ports: IdentifyPorts, signal: AbortSignal): Promise<Identified> {
  const { emit } = ports;
  const told = await ports.identify();
  const flash = await readFlash(() => ports.openFlash(), signal);
  const device = flash.kind === 'read' ? withFlashFacts(told, flash.facts) : told;
  emit({ kind: 'identified', device });
  if (flash.kind !== 'none') emit({ kind: 'flash', flash: flashSummary(flash) });
  for (const { code, facts } of doubts(told, flash)) emit({ kind: 'warning', code, facts });
  if (device.hwid === 'unknown') throw new Fault('SKU-01', {});
  return { device, flash };
}

function doubts({ hwid }: DeviceModel, flash: FlashReading): readonly Fault[] {
  if (flash.kind === 'unreadable') return [flash.fault];
  if (flash.kind === 'none' || hwid === 'unknown' || flash.facts.hwid === 'unknown') return [];
  const { value: firmware } = hwid;
  if (flash.facts.hwid === firmware) return [];
  return [new Fault('SKU-02', { firmware, flash: flash.facts.hwid, believed: firmware })];
}
