import type { RecoveryReason, Switch } from '../core/device.ts';
import { deviceText } from './device-text.ts';
import { readSerial } from './read-serial.ts';
import { recoveryReason } from './recovery-reason.ts';
import { readVbSharedData, type VbSharedData } from './vb-shared-data.ts';

/** A file that may hold a fact, and how to read it: null when it does not tell. */
export interface FactSource<T> {
  readonly path: string;
  readonly read: (bytes: Uint8Array) => T | null;
}

/** In the order in which crossystem looks: the old Chromium OS driver, then mainline under either name. */
const ACPI_FOLDERS = ['chromeos_acpi', 'GGL0001:00', 'GOOG0016:00'].map(
  (name) => `/sys/devices/platform/${name}`,
);
const CHROMEOS_NODE = '/proc/device-tree/firmware/chromeos';
const MAX_HWID_CHARS = 255;
const DEVELOPER_SWITCH = { vdat: 0x10, chsw: 0x20 };
const WRITE_PROTECT = 0x40;
/** Firmware says 2³²−1 when it cannot know the SKU and 0x7fffffXX when the factory has not set one. */
const isNoSku = (sku: number): boolean => sku === 0xffffffff || (sku >= 0x7fffff00 && sku <= 0x7fffffff);

/**
 * Where each fact may be, best first; the first file that tells is believed, over any other that says otherwise.
 *
 * Firmware write protection is 'off' only by a switch that is read now. The flag in the shared data can only say 'on':
 * firmware built since March 2020 never sets it. CHSW bit 0x200 is not read, because kernel documentation calls it
 * "write protection disabled" and the firmware that sets it (depthcharge before 2020) means the opposite; the GPIO
 * folders beside it name a pin and not its level.
 */
export const FACT_SOURCES = {
  hwid: [
    ...inEachFolder({ HWID: readHwid }),
    { path: `${CHROMEOS_NODE}/hardware-id`, read: readHwid },
  ] satisfies FactSource<string>[],
  sku: [
    { path: '/sys/class/dmi/id/product_sku', read: readSmbiosSku },
    { path: '/proc/device-tree/firmware/coreboot/sku-id', read: readDeviceTreeSku },
  ] satisfies FactSource<number>[],
  serial: [
    { path: '/sys/firmware/vpd/ro/serial_number', read: readSerial },
    { path: '/sys/class/dmi/id/product_serial', read: readSerial },
  ] satisfies FactSource<string>[],
  developerSwitch: inEachFolder<Switch>({
    VDAT: fromSharedData(developerSwitchAtBoot),
    CHSW: readChswDeveloperSwitch,
  }).concat({
    path: `${CHROMEOS_NODE}/vboot-shared-data`,
    read: fromSharedData(developerSwitchAtBoot),
  }),
  recoveryReason: inEachFolder<RecoveryReason>({
    VDAT: fromSharedData((data) => recoveryReason(data.recoveryReason)),
    'BINF.4': readBootInfoReason,
  }).concat({
    path: `${CHROMEOS_NODE}/vboot-shared-data`,
    read: fromSharedData((data) => recoveryReason(data.recoveryReason)),
  }),
  firmwareWriteProtect: [
    { path: '/sys/devices/platform/chromeos_arm/write-protect/value', read: readSwitchNow },
    ...inEachFolder({ VDAT: fromSharedData(writeProtectAtBoot) }),
    { path: `${CHROMEOS_NODE}/vboot-shared-data`, read: fromSharedData(writeProtectAtBoot) },
  ] satisfies FactSource<Switch>[],
  minimumFirmware: inSharedData(({ minimumFirmware }) => minimumFirmware),
  minimumKernel: inSharedData(({ minimumKernel }) => minimumKernel),
};

/** A folder is asked for all of its files before the next folder is asked for any. */
function inEachFolder<T>(readers: Readonly<Record<string, FactSource<T>['read']>>): FactSource<T>[] {
  return ACPI_FOLDERS.flatMap((folder) =>
    Object.entries(readers).map(([name, read]) => ({ path: `${folder}/${name}`, read })),
  );
}

function inSharedData<T>(pick: (data: VbSharedData) => T | null): FactSource<T>[] {
  const read = fromSharedData(pick);
  return inEachFolder<T>({ VDAT: read }).concat({ path: `${CHROMEOS_NODE}/vboot-shared-data`, read });
}

function readHwid(bytes: Uint8Array): string | null {
  return deviceText(bytes, MAX_HWID_CHARS);
}

function readSmbiosSku(bytes: Uint8Array): number | null {
  const text = deviceText(bytes, 'sku4294967295'.length) ?? '';
  const sku = Number(/^sku(0|[1-9]\d{0,9})$/.exec(text)?.[1] ?? Number.NaN);
  return sku <= 0xffffffff && !isNoSku(sku) ? sku : null;
}

function readDeviceTreeSku(bytes: Uint8Array): number | null {
  if (bytes.length !== 4) return null;
  const sku = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
  return isNoSku(sku) ? null : sku;
}

function fromSharedData<T>(pick: (data: VbSharedData) => T | null): (bytes: Uint8Array) => T | null {
  return (bytes) => {
    const data = readVbSharedData(bytes);
    return data && pick(data);
  };
}

function developerSwitchAtBoot({ flags }: VbSharedData): Switch {
  return (flags & DEVELOPER_SWITCH.vdat) === 0 ? 'off' : 'on';
}

function writeProtectAtBoot({ flags }: VbSharedData): Switch | null {
  return (flags & WRITE_PROTECT) === 0 ? null : 'on';
}

function readChswDeveloperSwitch(bytes: Uint8Array): Switch | null {
  const chsw = readDecimal(bytes);
  if (chsw === null || chsw > 0xffffffff) return null;
  return (chsw & DEVELOPER_SWITCH.chsw) === 0 ? 'off' : 'on';
}

/** Firmware that does not use the field puts 256 there. */
function readBootInfoReason(bytes: Uint8Array): RecoveryReason | null {
  const code = readDecimal(bytes);
  return code === null || code > 0xff ? null : recoveryReason(code);
}

function readSwitchNow(bytes: Uint8Array): Switch | null {
  const value = readDecimal(bytes);
  if (value === 0) return 'off';
  return value === 1 ? 'on' : null;
}

/** A number as the kernel prints it. */
function readDecimal(bytes: Uint8Array): number | null {
  const text = deviceText(bytes, 10) ?? '';
  return /^\d+$/.test(text) ? Number(text) : null;
}
