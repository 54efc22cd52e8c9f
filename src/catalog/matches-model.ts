import type { DeviceModel } from '../core/device.ts';
import type { Manifest } from './manifest.ts';

/**
 * Whether one of the models of a release is this device. A hardware ID fits when the device's equals it or begins
 * with it and a space. A device whose SKU is unknown is in no list of SKUs.
 */
export function matchesModel(models: Manifest['models'], { hwid, sku }: DeviceModel): boolean {
  if (hwid === 'unknown') return false;
  return models.some(
    (model) =>
      (hwid.value === model.hwid || hwid.value.startsWith(`${model.hwid} `)) &&
      (model.skus === undefined || (sku !== 'unknown' && model.skus.includes(sku.value))),
  );
}
