import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { PowerDesk } from '../../src/agent/power-desk.ts';
import { PowerGuard } from '../../src/agent/power-guard.ts';
import { Fault, toFault } from '../../src/core/faults.ts';
import type { FirmwareFlash, FlashRange } from '../../src/core/firmware-flash.ts';
import type { FirmwareOutcome } from '../../src/core/firmware-outcome.ts';
import { readFlashFacts } from '../../src/firmware/read-flash-facts.ts';
import { type FirmwarePorts, updateFirmware } from '../../src/firmware/update-firmware.ts';
import { verifyFirmware } from '../../src/firmware/verify-firmware.ts';
import { encodeFmap } from '../../src/formats/fmap/encode-fmap.ts';
import type { FmapArea } from '../../src/formats/fmap/fmap.ts';
import { readVpd } from '../../src/formats/vpd/read-vpd.ts';
import { powerSupplies } from '../../src/host/power-supplies.ts';
import { FLASH_AREAS, FLASH_BYTES } from '../../src/simulate/flash-areas.ts';
import { makeFlash } from '../../src/simulate/make-flash.ts';
import { newKey, newReleaseKeys } from '../../src/simulate/simulated-keys.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { PowerFolder } from '../host/power-folder.ts';
import { testWith, tool } from '../tool.ts';
import { ChipFile } from './chip-file.ts';
import { flashSpec } from './flash-spec.ts';

const test = testWith('flashrom', 'futility');
const NEVER = new AbortController().signal;
const OLD = makeFlash(flashSpec());
/** Firmware as a maker publishes it: for no device in particular. */
const MAKERS = flashSpec({
  hwid: 'NIMBUS TEST 1234',
  gbbFlags: 0,
  readOnlyId: 'Google_Nimbus.15200.4.0',
  readWriteId: 'Google_Nimbus.15200.4.0',
  version: 2,
  readOnlyVpd: new Map(),
  readWriteVpd: new Map(),
});
const NEW = makeFlash(MAKERS);
const OWNED = ['SI_DESC', 'SI_ME', 'UNIFIED_MRC_CACHE', 'RW_ELOG', 'RW_VPD', 'RW_NVRAM', 'RO_VPD'];
/** Bits of the chip's status register that keep it all, and only its first 4 MiB, in which slot A lies. */
const ALL_PROTECTED = ',hwwp=yes,spi_status=0x9c';
const SLOT_A_PROTECTED = ',hwwp=yes,spi_status=0xb4';

test('with write protection on, both slots are new, and all else is as before, byte by byte', async () => {
  using chip = new ChipFile(OLD);
  const before = { gbb: chip.gbb, readOnly: chip.area('WP_RO') };
  expect(await updated(chip, 'on')).toMatchObject({
    result: 'updated',
    scope: 'read-write',
    before: { slotA: 'Google_Nimbus.15117.112.0', slotB: 'Google_Nimbus.15117.112.0' },
    after: {
      readOnly: 'Google_Nimbus.15117.100.0',
      slotA: 'Google_Nimbus.15200.4.0',
      slotB: 'Google_Nimbus.15200.4.0',
    },
  });
  expect(chip.slotsThatStart).toEqual(['A', 'B']);
  expect({ gbb: chip.gbb, readOnly: chip.area('WP_RO') }).toEqual(before);
  for (const name of OWNED) expectSame(chip.area(name), areaOf(OLD, name));
  expectSame(chip.content, madeByFutility('--wp=1'));
});

test('with write protection off, all is new but what belongs to the device', async () => {
  using chip = new ChipFile(OLD);
  const { gbb } = chip;
  expect(await updated(chip, 'off')).toMatchObject({
    result: 'updated',
    scope: 'whole',
    after: { readOnly: 'Google_Nimbus.15200.4.0' },
  });
  expect(chip.slotsThatStart).toEqual(['A', 'B']);
  expect(chip.gbb).toBe(gbb);
  expect(gbb).toContain('hardware_id: NIMBUS A2B-C3D-E4F');
  expect(readVpd(chip.area('RO_VPD')).get('serial_number')).toBe('NB0042');
  expectSame(chip.area('COREBOOT'), areaOf(NEW, 'COREBOOT'));
  for (const name of OWNED) expectSame(chip.area(name), areaOf(OLD, name));
  // But for the first 2 MiB: futility leaves those of the image where nobody locked Intel's management engine.
  const { sizeBytes } = placeOf('SI_ALL');
  expectSame(chip.content.subarray(sizeBytes), madeByFutility('--wp=0').subarray(sizeBytes));
});

test('what is there already is not written again', async () => {
  using chip = new ChipFile(OLD);
  await updated(chip, 'off');
  const { content } = chip;
  expect(await updated(chip, 'off')).toMatchObject({ result: 'kept', because: 'same' });
  expectSame(chip.content, content);
});

test('a chip that protects itself stays as it was, and it is said', async () => {
  using chip = new ChipFile(OLD, ALL_PROTECTED);
  expect(await updated(chip, 'on')).toMatchObject({
    result: 'failed',
    code: 'FWR-09',
    state: 'as-before',
    saved: 'firmware-backup/old.bin',
  });
  expectSame(chip.content, OLD);
});

test('a chip that protects one of its slots ends with the other one new, and starts', async () => {
  using chip = new ChipFile(OLD, SLOT_A_PROTECTED);
  expect(await updated(chip, 'on')).toMatchObject({ result: 'failed', code: 'FWR-09', state: 'one-slot' });
  expect(chip.slotsThatStart).toEqual(['A', 'B']);
  expectSame(chip.area('RW_SECTION_B'), areaOf(NEW, 'RW_SECTION_B'));
  expectSame(chip.area('RW_SECTION_A'), areaOf(OLD, 'RW_SECTION_A'));
});

test.for([
  ['slot B', 0],
  ['slot A', 1],
] as const)('when flashrom fails half-way through %s, the other one starts', async ([, failing]) => {
  using chip = new ChipFile(OLD);
  const flash = endingIn(chip.flash, failing, new Fault('FWR-09', { reason: 'Erase/write failed' }));
  expect(await updated(chip, 'on', { flash })).toMatchObject({
    result: 'failed',
    code: 'FWR-09',
    state: 'one-slot',
  });
  expect(chip.slotsThatStart).toEqual(failing === 0 ? ['A'] : ['B']);
  expect(await updated(chip, 'on')).toMatchObject({ result: 'updated' });
  expect(chip.slotsThatStart).toEqual(['A', 'B']);
});

test.for([
  [0, ['A']],
  [1, ['B']],
  [2, ['A', 'B']],
] as const)(
  'when power goes in part %i of the flash, futility still verifies slot %j',
  async ([cut, starting]) => {
    using chip = new ChipFile(OLD);
    const gone = new Error('power is gone');
    const flash = endingIn(chip.flash, cut, gone);
    await updated(chip, 'on', { flash });
    expect(chip.slotsThatStart).toEqual(starting);
  },
);

test.for([
  ['of another platform', { readOnlyId: 'Google_Eve.1.0', readWriteId: 'Google_Eve.1.0' }, 'FWR-02'],
  ['whose slots another root key signed', { keys: newReleaseKeys(newKey()) }, 'FWR-03'],
] as const)('an image %s is refused before anything is written', async ([, change, code]) => {
  using chip = new ChipFile(OLD);
  expect(await refusal(chip, makeFlash({ ...MAKERS, ...change }))).toBe(code);
  expectSame(chip.content, OLD);
});

test('futility refuses slots under another root key as well', () => {
  const keys = newReleaseKeys(newKey());
  expect(() => madeByFutility('--wp=1', makeFlash({ ...MAKERS, keys }))).toThrow('incompatible');
});

test.for([
  ['that is cut short', NEW.subarray(0, FLASH_BYTES - 4096)],
  ['whose areas overlap', withAreas({ GBB: { offsetBytes: 0x40_0000 } })],
  ['that moves what is kept', withAreas({ RO_VPD: { offsetBytes: 0xc3_4000 } })],
  ['with an area outside of the chip', outOfRange()],
] as const)('an image %s is refused before anything is written', async ([, image]) => {
  using chip = new ChipFile(OLD);
  expect(await refusal(chip, image)).toBe('FWR-05');
  expectSame(chip.content, OLD);
});

test.for([
  ['a battery of 4 %', (folder: PowerFolder) => folder.netbook('not-plugged-in', 4), 'PWR-01'],
  ['power that nobody can tell', (folder: PowerFolder) => folder.write(SILENT), 'PWR-02'],
] as const)('with %s the firmware is kept', async ([, supply, code]) => {
  using chip = new ChipFile(OLD);
  using folder = supply(new PowerFolder());
  expect(await updated(chip, 'on', guarded(folder, 'refuse'))).toMatchObject({
    result: 'kept',
    because: 'power',
    code,
  });
  expectSame(chip.content, OLD);
});

test.for([
  ['a dead battery on a charger', (folder: PowerFolder) => folder.netbook('plugged-in', 0)],
  ['a battery of 30 %', (folder: PowerFolder) => folder.netbook('not-plugged-in', 30)],
  [
    'power that nobody can tell, where the stick says to go on',
    (folder: PowerFolder) => folder.write(SILENT),
  ],
] as const)('with %s the firmware is written', async ([, supply]) => {
  using chip = new ChipFile(OLD);
  using folder = supply(new PowerFolder());
  expect(await updated(chip, 'on', guarded(folder, 'go-on'))).toMatchObject({ result: 'updated' });
});

test('when the charger is pulled out while the first slot is written, the second one is left alone', async () => {
  using chip = new ChipFile(OLD);
  using folder = new PowerFolder().netbook('plugged-in', 4);
  const flash: FirmwareFlash = {
    ...chip.flash,
    async write(image, ranges) {
      await chip.flash.write(image, ranges);
      folder.netbook('not-plugged-in', 4);
    },
  };
  expect(await updated(chip, 'on', { ...guarded(folder, 'refuse'), flash })).toMatchObject({
    result: 'failed',
    code: 'PWR-01',
    facts: { chargePercent: 4, neededPercent: 30 },
    state: 'one-slot',
  });
  expect(chip.slotsThatStart).toEqual(['A', 'B']);
  expectSame(chip.area('RW_SECTION_A'), areaOf(OLD, 'RW_SECTION_A'));
});

/** A charger that does not say whether it is plugged in, and no battery. */
const SILENT = { 'power_supply/AC/type': 'Mains\n', 'dmi/id/chassis_type': '10\n' };

/** The guard of an unattended run that waits for nothing, over the power supplies of a folder. */
function guarded(folder: PowerFolder, unknown: 'go-on' | 'refuse'): Pick<FirmwarePorts, 'enoughPower'> {
  const powerRules = { unknown, unknownForFirmware: unknown, waitMs: 0 };
  const guard = new PowerGuard({
    power: powerSupplies(folder.root),
    powerRules,
    powerDesk: new PowerDesk(),
    person: { presence: 'unattended', pressedKeys: () => [], randomBelow: () => 0 },
    clock: new FakeClock(),
    emit: () => undefined,
  });
  return { enoughPower: () => guard.enough(30, NEVER) };
}

/** The chip as it is when the nth write stops after half of its bytes, the rest of the block being erased. */
function endingIn(flash: FirmwareFlash, nth: number, error: Error): FirmwareFlash {
  let writes = 0;
  return {
    ...flash,
    async write(image, ranges) {
      writes += 1;
      if (writes <= nth) return await flash.write(image, ranges);
      if (writes > nth + 1) throw error;
      const [first] = ranges;
      if (first === undefined) throw new Error('There is nothing to write');
      const half = halfOf(first);
      const torn = new Uint8Array(image);
      torn.fill(0xff, half.offsetBytes + half.sizeBytes - 4096, half.offsetBytes + half.sizeBytes);
      await flash.write(torn, [half]);
      throw error;
    },
  };
}

function halfOf({ name, offsetBytes, sizeBytes }: FlashRange): FlashRange {
  return { name, offsetBytes, sizeBytes: Math.ceil(sizeBytes / 8192) * 4096 };
}

async function refusal(chip: ChipFile, image: Uint8Array): Promise<string> {
  try {
    await updated(chip, 'off', {}, image);
  } catch (error) {
    return toFault(error).code;
  }
  return 'taken';
}

async function updated(
  chip: ChipFile,
  writeProtect: 'on' | 'off',
  ports: Partial<FirmwarePorts> = {},
  image: Uint8Array = NEW,
): Promise<FirmwareOutcome> {
  const facts = await readFlashFacts(chip.flash, NEVER);
  const firmware = verifyFirmware(image, facts, {
    release: 'nimbus-15200',
    version: '15200.4.0',
    minimumVersion: 0x1_0001,
    writeProtect,
  });
  const all: FirmwarePorts = {
    flash: chip.flash,
    async save(_, bytes) {
      expectSame(bytes, chip.content);
      return 'firmware-backup/old.bin';
    },
    enoughPower: async () => undefined,
    onBytes: () => undefined,
    ...ports,
  };
  return await updateFirmware(firmware, facts, all, NEVER);
}

/** What vboot's own updater makes of the old chip. */
function madeByFutility(writeProtect: '--wp=0' | '--wp=1', image: Uint8Array = NEW): Buffer {
  using chip = new ChipFile(OLD);
  const file = join(chip.folder, 'new.bin');
  writeFileSync(file, image);
  const options = ['--mode=recovery', writeProtect, '--sys_props', '0,0x10001'];
  const { status, stderr } = tool('futility', 'update', '--emulate', chip.path, '-i', file, ...options);
  if (status !== 0) throw new Error(stderr);
  return chip.content;
}

function withAreas(change: Readonly<Record<string, Partial<FmapArea>>>): Uint8Array {
  const image = new Uint8Array(NEW);
  const areas = FLASH_AREAS.map((area) => ({ ...area, ...change[area.name] }));
  const { offsetBytes } = placeOf('FMAP');
  // What moves has its content at its new place.
  for (const { name, offsetBytes: at } of areas)
    if (at !== placeOf(name).offsetBytes) image.set(areaOf(NEW, name), at);
  image.set(encodeFmap({ baseAddress: 0n, sizeBytes: FLASH_BYTES, name: 'FMAP', areas }), offsetBytes);
  return image;
}

function outOfRange(): Uint8Array {
  const image = new Uint8Array(NEW);
  const nth = FLASH_AREAS.findIndex(({ name }) => name === 'RW_LEGACY');
  new DataView(image.buffer).setUint32(placeOf('FMAP').offsetBytes + 56 + nth * 42 + 4, FLASH_BYTES, true);
  return image;
}

function areaOf(image: Uint8Array, name: string): Uint8Array {
  const { offsetBytes, sizeBytes } = placeOf(name);
  return image.subarray(offsetBytes, offsetBytes + sizeBytes);
}

function placeOf(name: string): FmapArea {
  const area = FLASH_AREAS.find((one) => one.name === name);
  if (area === undefined) throw new Error(`There is no ${name}`);
  return area;
}

/** Not `toEqual`: it takes a minute to compare megabytes. */
function expectSame(is: Uint8Array, wanted: Uint8Array): void {
  expect(Buffer.compare(is, wanted), 'the bytes are the same').toBe(0);
}
