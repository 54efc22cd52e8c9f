import type { DeviceModel } from '../core/device.ts';
import { TEXTS } from './texts.ts';

/** The model as its maker names it. */
export function deviceName(device: DeviceModel | null): string {
  if (!device || device.hwid === 'unknown') return TEXTS.unknownDevice;
  const hwid = device.hwid.value;
  return device.sku === 'unknown' ? hwid : TEXTS.deviceWithSku({ hwid, sku: device.sku.value });
}
