import type { DeviceModel } from '../core/device.ts';
import type { Texts } from './make-texts.ts';

/** The model as its maker names it. */
export function deviceName(device: DeviceModel | null, texts: Texts): string {
  if (!device || device.hwid === 'unknown') return texts.unknownDevice;
  const hwid = device.hwid.value;
  return device.sku === 'unknown' ? hwid : texts.deviceWithSku({ hwid, sku: device.sku.value });
}
