import type { DeviceModel, Switch } from '../../src/core/device.ts';

/** A device of the model that the releases of `recoveryBench` are for. */
export function deviceWith(developerSwitch: Switch): DeviceModel {
  return {
    hwid: { value: 'NIMBUS A2B-C3D', from: 'test' },
    sku: 'unknown',
    serial: 'unknown',
    arch: { value: 'x86_64', from: 'test' },
    developerSwitch: { value: developerSwitch, from: 'test' },
    recoveryReason: 'unknown',
    firmwareWriteProtect: 'unknown',
  };
}
