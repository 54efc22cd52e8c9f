import type { DeviceModel } from '../core/device.ts';
import type { Control, Pin } from './control.ts';
import { matchesModel } from './matches-model.ts';

/** What says which one release a device may have. */
export function pinFor(control: Control | 'none', device: DeviceModel): Pin | 'none' {
  if (control === 'none') return 'none';
  return control.pins.find((pin) => matchesModel([pin], device)) ?? 'none';
}
