import { Fault } from '../core/faults.ts';
import type { DiskDescription } from '../core/ports.ts';

/** Buses that the target may be on. A disk on any other is never written. */
const BUSES: Readonly<Record<'built-in' | 'sd', ReadonlySet<DiskDescription['bus']>>> = {
  'built-in': new Set(['nvme', 'mmc', 'sata', 'ufs', 'virtual']),
  sd: new Set(['sd']),
};

/**
 * The one internal disk: never removable, never mounted or held. Two are a question that the agent does not answer by guessing.
 * @throws Fault DSK-01, DSK-03, DSK-04, DSK-05
 */
export function selectTarget(
  disks: readonly DiskDescription[],
  target: 'built-in' | 'sd' = 'built-in',
): DiskDescription {
  const internal = disks.filter(({ bus, removable }) => BUSES[target].has(bus) && removable === 'fixed');
  const [disk] = internal;
  if (disk === undefined) throw new Fault('DSK-01', { seen: disks.map(inWords) });
  if (internal.length > 1) throw new Fault('DSK-05', { disks: internal.map(inWords) });
  if (disk.access === 'read-only') throw new Fault('DSK-03', { disk: disk.name });
  if (disk.usedBy.length > 0) throw new Fault('DSK-04', { disk: disk.name, by: disk.usedBy.join(', ') });
  return disk;
}

function inWords({ name, model, serial, sizeBytes, bus, removable }: DiskDescription): string {
  return `${name}: ${model}, serial ${serial}, ${sizeBytes} bytes, ${bus}, ${removable}`;
}
