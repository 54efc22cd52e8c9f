import type { DeviceModel } from '../../core/device.ts';
import type { DeviceWords } from './read-device-file.ts';

/** A device as the agent would find it. @param from where the words come from, for people to look it up */
export function deviceModel({ hwid, sku, arch, developerSwitch }: DeviceWords, from: string): DeviceModel {
  const known = <T>(value: T | undefined): { value: T; from: string } | 'unknown' =>
    value === undefined ? 'unknown' : { value, from };
  return {
    hwid: { value: hwid, from },
    sku: known(sku),
    serial: 'unknown',
    arch: known(arch),
    developerSwitch: known(developerSwitch),
    recoveryReason: 'unknown',
    firmwareWriteProtect: 'unknown',
  };
}
