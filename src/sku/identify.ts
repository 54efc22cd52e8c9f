import type { Arch, DeviceModel } from '../core/device.ts';
import { FACT_SOURCES } from './fact-sources.ts';
import type { FirmwareFacts } from './firmware-facts.ts';
import { firstThatTells } from './first-that-tells.ts';

const ARCHES: readonly Arch[] = ['x86_64', 'aarch64', 'armv7l', 'i686'];

/** Which device this is. What no file tells is `'unknown'`; nothing that a file holds is an error. */
export function identify({ files, machine }: FirmwareFacts): DeviceModel {
  const arch = ARCHES.find((name) => name === machine);
  return {
    hwid: firstThatTells(files, FACT_SOURCES.hwid),
    sku: firstThatTells(files, FACT_SOURCES.sku),
    serial: firstThatTells(files, FACT_SOURCES.serial),
    arch: arch ? { value: arch, from: 'uname -m' } : 'unknown',
    developerSwitch: firstThatTells(files, FACT_SOURCES.developerSwitch),
    recoveryReason: firstThatTells(files, FACT_SOURCES.recoveryReason),
    firmwareWriteProtect: firstThatTells(files, FACT_SOURCES.firmwareWriteProtect),
  };
}
