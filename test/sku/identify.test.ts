import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FIRMWARE_PATHS, type FirmwareFacts } from '../../src/sku/firmware-facts.ts';
import { identify } from '../../src/sku/identify.ts';
import { MACHINES } from '../fixtures/chromebooks.ts';
import { hexDump, vbSharedData } from '../fixtures/vb-shared-data.ts';

const OLD = '/sys/devices/platform/chromeos_acpi';
const GGL = '/sys/devices/platform/GGL0001:00';
const GOOG = '/sys/devices/platform/GOOG0016:00';
const NODE = '/proc/device-tree/firmware';
const DMI = '/sys/class/dmi/id';
const VPD = '/sys/firmware/vpd/ro';

function facts(files: Readonly<Record<string, string | Uint8Array>>, machine = 'x86_64'): FirmwareFacts {
  const bytes = Object.entries(files).map(
    ([path, content]) =>
      [
        path,
        typeof content === 'string' ? Uint8Array.from(content, (char) => char.charCodeAt(0)) : content,
      ] as const,
  );
  return { files: new Map(bytes), machine };
}

test('identify() knows a Chromebook with a Chromium OS kernel', () => {
  expect(identify(MACHINES['chromium-os-x86'])).toEqual({
    hwid: { value: 'ORCHID-ZZCR C3B-A2D-E4F-A7H', from: `${OLD}/HWID` },
    sku: { value: 1048611, from: `${DMI}/product_sku` },
    serial: { value: 'NXHKDEG0010190B2C57600', from: `${VPD}/serial_number` },
    arch: { value: 'x86_64', from: 'uname -m' },
    developerSwitch: { value: 'on', from: `${OLD}/VDAT` },
    recoveryReason: {
      value: {
        code: 0x43,
        cause: 'system-damaged',
        words: 'The operating system failed its signature check',
      },
      from: `${OLD}/VDAT`,
    },
    firmwareWriteProtect: { value: 'on', from: `${OLD}/VDAT` },
  });
});

test('identify() knows an ARM Chromebook by its device tree', () => {
  expect(identify(MACHINES['chromium-os-arm'])).toEqual({
    hwid: { value: 'FERN C25-B2B-A4D', from: `${NODE}/chromeos/hardware-id` },
    sku: { value: 300, from: `${NODE}/coreboot/sku-id` },
    serial: { value: 'HJ7K2P0042', from: `${VPD}/serial_number` },
    arch: { value: 'aarch64', from: 'uname -m' },
    developerSwitch: { value: 'off', from: `${NODE}/chromeos/vboot-shared-data` },
    recoveryReason: {
      value: { code: 0x5b, cause: 'no-system', words: 'There is no kernel on the disk that can be started' },
      from: `${NODE}/chromeos/vboot-shared-data`,
    },
    firmwareWriteProtect: 'unknown',
  });
});

test('identify() takes the switches of a mainline kernel from CHSW, which has no recovery reason', () => {
  expect(identify(MACHINES['mainline-GGL0001'])).toEqual({
    hwid: { value: 'POPPY TEST 8294', from: `${GGL}/HWID` },
    sku: { value: 7, from: `${DMI}/product_sku` },
    serial: 'unknown',
    arch: { value: 'x86_64', from: 'uname -m' },
    developerSwitch: { value: 'on', from: `${GGL}/CHSW` },
    recoveryReason: 'unknown',
    firmwareWriteProtect: 'unknown',
  });
});

test('identify() looks in the folder of the official ACPI id as well', () => {
  expect(identify(MACHINES['mainline-GOOG0016'])).toMatchObject({
    hwid: { value: 'SORREL-JTXL D3B-A4G-B6K-T2A-K7Z', from: `${GOOG}/HWID` },
    sku: 'unknown',
    serial: { value: 'PF3XK7QZ', from: `${DMI}/product_serial` },
    developerSwitch: { value: 'off', from: `${GOOG}/CHSW` },
  });
});

test('identify() knows the virtual machine of the VM tests', () => {
  expect(identify(MACHINES['virtual-machine'])).toMatchObject({
    hwid: { value: 'LAB TEST A2B-C3D-E4F' },
    sku: { value: 42 },
    serial: { value: 'SN123' },
    developerSwitch: { value: 'off', from: `${GGL}/VDAT` },
    recoveryReason: { value: { code: 2 } },
    firmwareWriteProtect: { value: 'on' },
  });
});

test('identify() knows nothing but the processor of another computer', () => {
  expect(identify(MACHINES.pc)).toEqual({
    hwid: 'unknown',
    sku: 'unknown',
    serial: 'unknown',
    arch: { value: 'x86_64', from: 'uname -m' },
    developerSwitch: 'unknown',
    recoveryReason: 'unknown',
    firmwareWriteProtect: 'unknown',
  });
});

test.for(Object.entries(MACHINES))('FIRMWARE_PATHS is all that identify() needs of %s', ([, machine]) => {
  const files = new Map([...machine.files].filter(([path]) => FIRMWARE_PATHS.includes(path)));
  expect(identify({ ...machine, files })).toEqual(identify(machine));
});

test('FIRMWARE_PATHS has each path once, and none that leads elsewhere', () => {
  expect(new Set(FIRMWARE_PATHS).size).toBe(FIRMWARE_PATHS.length);
  expect(FIRMWARE_PATHS.filter((path) => !/^\/(?:sys|proc)(?:\/[\w:.-]*\w)+$/.test(path))).toEqual([]);
});

test('identify() believes the first folder when folders disagree, and says which it was', () => {
  const both = facts({ [`${GOOG}/HWID`]: 'LAST\n', [`${GGL}/HWID`]: 'SECOND\n', [`${OLD}/HWID`]: 'FIRST\n' });
  expect(identify(both).hwid).toEqual({ value: 'FIRST', from: `${OLD}/HWID` });
});

test('identify() passes over a file that does not tell', () => {
  const broken = facts({ [`${OLD}/HWID`]: '\xff\xff\xff\xff', [`${GGL}/HWID`]: 'SECOND\n' });
  expect(identify(broken).hwid).toEqual({ value: 'SECOND', from: `${GGL}/HWID` });
});

test('identify() believes the shared data over CHSW, as crossystem does', () => {
  const off = hexDump(vbSharedData({ flags: 0 }));
  expect(identify(facts({ [`${OLD}/CHSW`]: '32\n', [`${OLD}/VDAT`]: off })).developerSwitch).toEqual({
    value: 'off',
    from: `${OLD}/VDAT`,
  });
});

test.for([
  ['empty', ''],
  ['erased', '\xff'.repeat(64)],
  ['64 KiB of text', 'A'.repeat(1 << 16)],
  ['with a terminal escape', 'ORCHID\x1b]0;pwned\x07 TEST'],
  ['256 characters long', 'A'.repeat(256)],
] as const)('identify() does not know a HWID that is %s', ([, hwid]) => {
  expect(identify(facts({ [`${OLD}/HWID`]: hwid })).hwid).toBe('unknown');
});

test('identify() knows the longest HWID that a GBB can hold', () => {
  const hwid = 'A'.repeat(255);
  expect(identify(facts({ [`${OLD}/HWID`]: `${hwid}\n` })).hwid).toEqual({
    value: hwid,
    from: `${OLD}/HWID`,
  });
});

test.for([
  ['sku0\n', 0],
  ['sku42\n', 42],
  ['sku4294967294\n', 4294967294],
] as const)('identify() reads the SMBIOS SKU %j', ([raw, value]) => {
  expect(identify(facts({ [`${DMI}/product_sku`]: raw })).sku).toEqual({ value, from: `${DMI}/product_sku` });
});

test.for([
  '',
  'sku\n',
  'sku-1\n',
  'sku+1\n',
  'sku1.5\n',
  'sku1e3\n',
  'sku 1\n',
  'sku0x10\n',
  'sku007\n',
  'SKU42\n',
  'sku42x\n',
  '42\n',
  'sku4294967296\n',
  'sku99999999999\n',
  'sku4294967295\n',
  'sku2147483647\n',
  'sku2147483392\n',
])('identify() does not take %j for an SMBIOS SKU', (raw) => {
  expect(identify(facts({ [`${DMI}/product_sku`]: raw })).sku).toBe('unknown');
});

test.for([
  [Uint8Array.of(0, 0, 0, 0), 0],
  [Uint8Array.of(0xff, 0xff, 0xff, 0xfe), 4294967294],
  [Uint8Array.of(9, 9, 0, 0, 1, 2).subarray(2), 258],
  [Uint8Array.of(0xff, 0xff, 0xff, 0xff), 'unknown'],
  [Uint8Array.of(0x7f, 0xff, 0xff, 0x03), 'unknown'],
  [Uint8Array.of(0, 0, 1), 'unknown'],
  [Uint8Array.of(0, 0, 0, 0, 1), 'unknown'],
  [new Uint8Array(), 'unknown'],
] as const)('identify() reads the device tree SKU %j as %s', ([raw, value]) => {
  const path = `${NODE}/coreboot/sku-id`;
  expect(identify(facts({ [path]: raw })).sku).toEqual(value === 'unknown' ? value : { value, from: path });
});

test.for([
  ['34\n', 'on'],
  ['32\n', 'on'],
  ['2\n', 'off'],
  ['0\n', 'off'],
  ['4294967295\n', 'on'],
] as const)('identify() reads CHSW %j as developer switch %s', ([raw, value]) => {
  expect(identify(facts({ [`${GGL}/CHSW`]: raw })).developerSwitch).toEqual({ value, from: `${GGL}/CHSW` });
});

test.for(['', '\n', 'on\n', '-1\n', '0x22\n', '3 4\n', '4294967296\n', '9999999999\n', '\xff\xff'])(
  'identify() does not know the developer switch by CHSW %j',
  (raw) => {
    expect(identify(facts({ [`${GGL}/CHSW`]: raw })).developerSwitch).toBe('unknown');
  },
);

test.for([
  ['67\n', 67],
  ['0\n', 0],
  ['255\n', 255],
] as const)('identify() takes recovery reason %j from BINF.4 when there is no shared data', ([raw, code]) => {
  expect(identify(facts({ [`${OLD}/BINF.4`]: raw })).recoveryReason).toMatchObject({ value: { code } });
});

test('identify() knows no recovery reason where firmware says that it does not use the field', () => {
  expect(identify(facts({ [`${OLD}/BINF.4`]: '256\n' })).recoveryReason).toBe('unknown');
});

const SWITCH_NOW = '/sys/devices/platform/chromeos_arm/write-protect/value';

test.for([
  ['the switch is on now', { [SWITCH_NOW]: '1\n' }, { value: 'on', from: SWITCH_NOW }],
  ['the switch is off now', { [SWITCH_NOW]: '0\n' }, { value: 'off', from: SWITCH_NOW }],
  ['the switch makes no sense', { [SWITCH_NOW]: '2\n' }, 'unknown'],
  [
    'the shared data says so',
    { [`${OLD}/VDAT`]: vbSharedData({ flags: 0x40 }) },
    { value: 'on', from: `${OLD}/VDAT` },
  ],
  ['the shared data does not say so', { [`${OLD}/VDAT`]: vbSharedData({ flags: 0 }) }, 'unknown'],
  ['only CHSW has an opinion', { [`${OLD}/CHSW`]: '512\n' }, 'unknown'],
] as const)('identify() judges the write protection of the firmware when %s', ([, files, expected]) => {
  expect(identify(facts(files)).firmwareWriteProtect).toEqual(expected);
});

test.for([
  ['x86_64', 'x86_64'],
  ['aarch64', 'aarch64'],
  ['armv7l', 'armv7l'],
  ['i686', 'i686'],
  ['riscv64', 'unknown'],
  ['', 'unknown'],
  ['constructor', 'unknown'],
] as const)('identify() reads machine %j as %s', ([machine, value]) => {
  expect(identify(facts({}, machine)).arch).toEqual(
    value === 'unknown' ? value : { value, from: 'uname -m' },
  );
});

test('identify() never throws, and never gives a text that a screen may not have', () => {
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc
      .uint8Array({ minLength: 1090, maxLength: 1100 })
      .map((tail) => Uint8Array.of(...vbSharedData().subarray(0, 8), ...tail)),
    fc.string({ unit: 'binary', maxLength: 40 }).map((text) => new TextEncoder().encode(text)),
    fc.constantFrom('sku', '34\n', 'VbSD', '56 62 53 44').map((text) => new TextEncoder().encode(text)),
  );
  const files = fc
    .array(fc.tuple(fc.constantFrom(...FIRMWARE_PATHS), content))
    .map((entries) => new Map(entries));
  fc.assert(
    fc.property(files, (some) => {
      expect(JSON.stringify(identify({ files: some, machine: 'x86_64' }))).toMatch(/^[\x20-\x7e]+$/);
    }),
    { numRuns: 200 },
  );
});
