import type { DeviceModel } from '../core/device.ts';
import { KEYBLOCK_FLAGS } from '../formats/vboot/keyblock-flags.ts';

/** The flag that a keyblock must have on this device. A switch that cannot be read counts as off. */
export function developerFlag({ developerSwitch }: DeviceModel): number {
  const on = developerSwitch !== 'unknown' && developerSwitch.value === 'on';
  return on ? KEYBLOCK_FLAGS.developerOn : KEYBLOCK_FLAGS.developerOff;
}
