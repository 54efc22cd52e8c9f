import type { Manifest } from '../catalog/manifest.ts';
import type { DeviceModel, Switch } from '../core/device.ts';

/** A device that the release is for: the first of its models. */
export function deviceFor(
  { models, arch }: Pick<Manifest, 'models' | 'arch'>,
  developerSwitch: Switch,
): DeviceModel {
  const from = 'manifest.json';
  const [model] = models;
  const sku = model?.skus?.[0];
  return {
    hwid: model === undefined ? 'unknown' : { value: model.hwid, from },
    sku: sku === undefined ? 'unknown' : { value: sku, from },
    serial: 'unknown',
    arch: { value: arch, from },
    developerSwitch: { value: developerSwitch, from },
    recoveryReason: 'unknown',
    firmwareWriteProtect: 'unknown',
  };
}
