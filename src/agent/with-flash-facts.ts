import type { DeviceModel, Fact } from '../core/device.ts';
import type { FlashFacts } from '../firmware/flash-facts.ts';
import { readSerial } from '../sku/read-serial.ts';

const GBB = 'the GBB in the flash';
const VPD = 'RO_VPD in the flash';

/**
 * The device with what only its flash tells. What the firmware itself passed on at this boot is believed first: the chip
 * may have been written since.
 */
export function withFlashFacts(device: DeviceModel, { hwid, vpd }: FlashFacts): DeviceModel {
  const serial = readSerial(new TextEncoder().encode(vpd.readOnly.get('serial_number') ?? ''));
  return {
    ...device,
    hwid: orElse(device.hwid, hwid === 'unknown' ? hwid : { value: hwid, from: GBB }),
    serial: orElse(device.serial, serial === null ? 'unknown' : { value: serial, from: VPD }),
  };
}

function orElse<T>(fact: Fact<T>, other: Fact<T>): Fact<T> {
  return fact === 'unknown' ? other : fact;
}
