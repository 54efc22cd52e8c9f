import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { Fault } from '../../src/core/faults.ts';
import type { FirmwareOutcome } from '../../src/core/firmware-outcome.ts';
import { type FirmwarePorts, updateFirmware } from '../../src/firmware/update-firmware.ts';
import type { VerifiedFirmware } from '../../src/firmware/verified-firmware.ts';
import { verifyFirmware } from '../../src/firmware/verify-firmware.ts';
import { FakeFlash } from '../fakes/fake-flash.ts';
import { areaOf, factsOf, NEW, OLD, OWNED, type SmallFlash, smallFlash } from './small-flash.ts';

const NEVER = new AbortController().signal;
const PATH = 'firmware-backup/x.bin';
const BEFORE = {
  readOnly: 'Google_Atlas.1.0.0',
  slotA: 'Google_Atlas.1.2.0',
  slotB: 'Google_Atlas.1.2.0',
};

test('with write protection on, updateFirmware() writes both slots and leaves the rest as it is', async () => {
  const flash = new FakeFlash(smallFlash(OLD));
  expect(await updated(flash, 'on')).toEqual({
    result: 'updated',
    scope: 'read-write',
    release: 'atlas-firmware',
    before: BEFORE,
    after: { readOnly: 'Google_Atlas.1.0.0', slotA: 'Google_Atlas.1.10.0', slotB: 'Google_Atlas.1.10.0' },
    saved: PATH,
  });
  const [old, fresh] = [smallFlash(OLD), smallFlash(NEW)];
  for (const name of ['RW_SECTION_A', 'RW_SECTION_B', 'RW_SHARED', 'RW_LEGACY'])
    expect(areaOf(flash.bytes, name)).toEqual(areaOf(fresh, name));
  for (const name of ['WP_RO', ...OWNED]) expect(areaOf(flash.bytes, name)).toEqual(areaOf(old, name));
});

test('with write protection off, updateFirmware() writes all but what belongs to the device', async () => {
  const flash = new FakeFlash(smallFlash(OLD));
  expect(await updated(flash, 'off')).toMatchObject({
    result: 'updated',
    scope: 'whole',
    after: { readOnly: 'Google_Atlas.1.10.0' },
  });
  const { hwid, gbbFlags, versions } = factsOf(flash.bytes);
  expect({ hwid, gbbFlags }).toEqual({ hwid: OLD.hwid, gbbFlags: OLD.gbbFlags });
  expect(versions.readOnly).toBe('Google_Atlas.1.10.0');
  expect(areaOf(flash.bytes, 'COREBOOT')).toEqual(areaOf(smallFlash(NEW), 'COREBOOT'));
  for (const name of OWNED) expect(areaOf(flash.bytes, name)).toEqual(areaOf(smallFlash(OLD), name));
});

test('updateFirmware() writes slot B, slot A, what nobody signs, and last the part that starts first', async () => {
  const flash = new FakeFlash(smallFlash(OLD));
  await updated(flash, 'off');
  const firsts = flash.writes.map(([range]) => range?.offsetBytes);
  expect(firsts).toEqual([0x8000, 0x2000, 0xe000, 0x1_5000]);
  expect(flash.erased.some((at) => at === 0x1_4000 || at < 0x2000)).toBe(false);
});

test('updateFirmware() mends a slot that does not start before it touches the other', async () => {
  const broken = smallFlash(OLD);
  areaOf(broken, 'FW_MAIN_A').fill(0);
  const flash = new FakeFlash(broken);
  expect(await updated(flash, 'on')).toMatchObject({ result: 'updated' });
  expect(flash.writes.map(([range]) => range?.offsetBytes)).toEqual([0x2000, 0x8000, 0xe000]);
});

test('when nothing differs updateFirmware() writes nothing and saves nothing', async () => {
  const flash = new FakeFlash(smallFlash(OLD));
  await updated(flash, 'off');
  const again = new FakeFlash(flash.bytes);
  expect(await updated(again, 'off', { save: () => Promise.reject(new Error('not called')) })).toEqual({
    result: 'kept',
    because: 'same',
    before: { readOnly: 'Google_Atlas.1.10.0', slotA: 'Google_Atlas.1.10.0', slotB: 'Google_Atlas.1.10.0' },
  });
  expect(again.writes).toEqual([]);
});

test('the whole old chip is saved under the hardware ID and its digest before the first byte is written', async () => {
  const flash = new FakeFlash(smallFlash(OLD));
  const saved: (readonly [string, Uint8Array, number])[] = [];
  const save = async (name: string, bytes: Uint8Array): Promise<string> => {
    saved.push([name, bytes, flash.writes.length]);
    return PATH;
  };
  await updated(flash, 'on', { save });
  const digest = createHash('sha256').update(smallFlash(OLD)).digest('hex').slice(0, 16);
  expect(saved).toEqual([[`ATLAS_A1B-C2D-${digest}.bin`, smallFlash(OLD), 0]]);
});

test.for([
  [new Error('ENOSPC: no space left on device'), 'Error: ENOSPC: no space left on device'],
  [new Fault('FWR-08', { reason: 'read-only' }), 'read-only'],
] as const)('firmware that cannot be saved is not replaced: %s', async ([error, reason]) => {
  const flash = new FakeFlash(smallFlash(OLD));
  expect(await updated(flash, 'on', { save: () => Promise.reject(error) })).toEqual({
    result: 'kept',
    because: 'not-saved',
    before: BEFORE,
    code: 'FWR-08',
    facts: { reason },
  });
  expect(flash.bytes).toEqual(smallFlash(OLD));
});

test('without enough power before the first byte the firmware stays as it is', async () => {
  const flash = new FakeFlash(smallFlash(OLD));
  expect(await updated(flash, 'on', powerFor(0))).toMatchObject({
    result: 'kept',
    because: 'power',
    code: 'PWR-01',
    facts: { chargePercent: 4, neededPercent: 30 },
  });
  expect(flash.bytes).toEqual(smallFlash(OLD));
});

test('when power goes short between the slots, one is new, one is old, and both start', async () => {
  const flash = new FakeFlash(smallFlash(OLD));
  expect(await updated(flash, 'on', powerFor(1))).toEqual({
    result: 'failed',
    code: 'PWR-01',
    facts: { chargePercent: 4, neededPercent: 30 },
    state: 'one-slot',
    before: BEFORE,
    saved: PATH,
  });
  expect(areaOf(flash.bytes, 'RW_SECTION_B')).toEqual(areaOf(smallFlash(NEW), 'RW_SECTION_B'));
  expect(areaOf(flash.bytes, 'RW_SECTION_A')).toEqual(areaOf(smallFlash(OLD), 'RW_SECTION_A'));
});

test.for([
  ['at once', 0x8000, 'as-before'],
  ['in slot B', 0xb000, 'one-slot'],
  ['in slot A', 0x5000, 'one-slot'],
  ['in the part that starts first', 0x1_a000, 'read-only-part'],
] as const)(
  'when flashrom fails %s, updateFirmware() says what is in the chip',
  async ([, badBlock, state]) => {
    const flash = new FakeFlash(smallFlash(OLD));
    flash.badBlock = badBlock;
    expect(await updated(flash, 'off')).toMatchObject({
      result: 'failed',
      code: 'FWR-09',
      state,
      saved: PATH,
    });
  },
);

test('when neither slot started before and flashrom fails, updateFirmware() says that none does', async () => {
  const broken = smallFlash(OLD);
  for (const name of ['VBLOCK_A', 'VBLOCK_B']) areaOf(broken, name).fill(0);
  const flash = new FakeFlash(broken);
  flash.badBlock = 0xb000;
  expect(await updated(flash, 'on')).toMatchObject({ result: 'failed', state: 'no-slot' });
});

test('a byte that the chip does not keep is found before the other slot is touched', async () => {
  const flash = new FakeFlash(smallFlash(OLD));
  flash.wornBlock = 0xc000;
  expect(await updated(flash, 'on')).toMatchObject({
    result: 'failed',
    code: 'FWR-10',
    facts: { part: 'slot B', offsetBytes: 0xc007 },
    state: 'one-slot',
  });
  expect(flash.writes).toHaveLength(1);
});

test('when the chip does not answer after a write, updateFirmware() does not guess', async () => {
  const flash = new FakeFlash(smallFlash(OLD));
  flash.deafAfterWrites = 1;
  expect(await updated(flash, 'on')).toMatchObject({ result: 'failed', code: 'FWR-01', state: 'unknown' });
});

test('a chip that reads differently the second time is left alone', async () => {
  const flash = new FakeFlash(smallFlash({ ...OLD, owned: 0x78 }));
  expect(await updated(flash, 'on', {}, smallFlash(OLD))).toMatchObject({
    result: 'kept',
    because: 'flash-unreadable',
    code: 'FWR-01',
    facts: { reason: 'RO_VPD reads differently each time' },
  });
  expect(flash.writes).toEqual([]);
});

test('a stop before the first byte is obeyed', async () => {
  const flash = new FakeFlash(smallFlash(OLD));
  const stop = new AbortController();
  const stopping = { enoughPower: async () => stop.abort(new Fault('AGT-02', { by: 'a test' })) };
  await expect(updated(flash, 'on', stopping, undefined, stop.signal)).rejects.toMatchObject({
    code: 'AGT-02',
  });
  expect(flash.writes).toEqual([]);
});

test('a stop while the chip is written waits until the firmware is whole', async () => {
  const flash = new FakeFlash(smallFlash(OLD));
  const stop = new AbortController();
  const onBytes = (doneBytes: number): void => {
    if (doneBytes > 0) stop.abort(new Fault('AGT-02', { by: 'a test' }));
  };
  expect(await updated(flash, 'off', { onBytes }, undefined, stop.signal)).toMatchObject({
    result: 'updated',
  });
});

test('updateFirmware() counts the bytes of what it writes', async () => {
  const told: (readonly [number, number])[] = [];
  const onBytes = (done: number, total: number): void => void told.push([done, total]);
  await updated(new FakeFlash(smallFlash(OLD)), 'on', { onBytes });
  expect(told).toEqual([
    [0, 0xf000],
    [0x6000, 0xf000],
    [0xc000, 0xf000],
    [0xf000, 0xf000],
  ]);
});

function powerFor(parts: number): Partial<FirmwarePorts> {
  let left = parts;
  return {
    enoughPower: async () => {
      if (left === 0) throw new Fault('PWR-01', { chargePercent: 4, neededPercent: 30 });
      left -= 1;
    },
  };
}

function verified(
  chip: Uint8Array,
  writeProtect: 'on' | 'off',
  change: Partial<SmallFlash> = {},
): VerifiedFirmware {
  return verifyFirmware(smallFlash({ ...NEW, ...change }), factsOf(chip), {
    release: 'atlas-firmware',
    version: '1.10.0',
    minimumVersion: 'unknown',
    writeProtect,
  });
}

async function updated(
  flash: FakeFlash,
  writeProtect: 'on' | 'off',
  ports: Partial<FirmwarePorts> = {},
  before: Uint8Array = flash.bytes,
  signal: AbortSignal = NEVER,
): Promise<FirmwareOutcome> {
  const facts = factsOf(new Uint8Array(before));
  const all: FirmwarePorts = {
    flash,
    save: async () => PATH,
    enoughPower: async () => undefined,
    onBytes: () => undefined,
    ...ports,
  };
  return await updateFirmware(verified(before, writeProtect), facts, all, signal);
}
