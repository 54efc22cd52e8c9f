import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FlashFacts } from '../../src/firmware/flash-facts.ts';
import { FLASH_SLOTS } from '../../src/firmware/flash-slot.ts';
import { slotVerifies } from '../../src/firmware/slot-verifies.ts';
import { updateFirmware } from '../../src/firmware/update-firmware.ts';
import type { VerifiedFirmware } from '../../src/firmware/verified-firmware.ts';
import { verifyFirmware } from '../../src/firmware/verify-firmware.ts';
import { FakeFlash, PowerCut } from '../fakes/fake-flash.ts';
import { areaOf, factsOf, NEW, OLD, OWNED, smallFlash } from './small-flash.ts';

const NEVER = new AbortController().signal;
const ORIGINAL = smallFlash(OLD);
const { fmap, rootKey } = factsOf(ORIGINAL);
/** What may be in a slot: firmware of that version, or one that does not start, damaged at some block. */
const SLOTS = ['old', 'new', 'damaged'] as const;

interface Before {
  readonly slots: readonly ['old' | 'new' | 'damaged', 'old' | 'new' | 'damaged'];
  readonly damageAt: number;
  readonly writeProtect: 'on' | 'off';
}

const BEFORE: fc.Arbitrary<Before> = fc.record({
  slots: fc.tuple(fc.constantFrom(...SLOTS), fc.constantFrom(...SLOTS)),
  damageAt: fc.integer({ min: 0, max: 0x5fbf }),
  writeProtect: fc.constantFrom('on', 'off'),
});

test('wherever power goes, a slot starts, and what is kept is kept', async () => {
  await fc.assert(
    fc.asyncProperty(BEFORE, async (before) => {
      const chip = chipOf(before);
      const ready = getReady(chip, before);
      const whole = new FakeFlash(chip);
      await update(whole, ready);
      const cuts = Array.from({ length: whole.erased.length * 2 - 1 }, (_, nth) => nth + 1);
      const damage: string[] = [];
      for (const cut of cuts)
        for (const lost of lostIn(await cutAt(cut, chip, ready), chip, before))
          damage.push(`${lost} after operation ${cut}`);
      expect(damage).toEqual([]);
    }),
    { numRuns: 10, examples: [[{ slots: ['old', 'old'], damageAt: 0, writeProtect: 'off' }]] },
  );
});

test('wherever power goes between the slots, the next run finishes', async () => {
  await fc.assert(
    fc.asyncProperty(BEFORE, fc.nat(), async (before, anywhere) => {
      const chip = chipOf(before);
      const whole = new FakeFlash(chip);
      await update(whole, getReady(chip, before));
      const inSlots = whole.erased.filter((at) => at < 0xe000).length * 2;
      const left = await cutAt(1 + (anywhere % Math.max(1, inSlots)), chip, getReady(chip, before));
      const again = new FakeFlash(left);
      await update(again, getReady(left, before));
      expect(again.bytes).toEqual(whole.bytes);
    }),
    { numRuns: 30 },
  );
});

function chipOf({ slots, damageAt }: Before): Uint8Array {
  const chip = new Uint8Array(ORIGINAL);
  const fresh = smallFlash(NEW);
  for (const [nth, slot] of FLASH_SLOTS.entries()) {
    const name = `RW_SECTION_${slot}`;
    const section = areaOf(chip, name);
    if (slots[nth] === 'new') section.set(areaOf(fresh, name));
    if (slots[nth] === 'damaged') section.fill(0, damageAt, damageAt + 0x40);
  }
  return chip;
}

async function cutAt(cut: number, chip: Uint8Array, ready: Ready): Promise<Uint8Array> {
  const flash = new FakeFlash(chip);
  flash.operationsLeft = cut;
  await expect(update(flash, ready)).rejects.toThrow(PowerCut);
  return flash.bytes;
}

/** What must not have been lost. */
function lostIn(left: Uint8Array, chip: Uint8Array, { writeProtect }: Before): readonly string[] {
  const starts = (image: Uint8Array): boolean =>
    FLASH_SLOTS.some((slot) => slotVerifies(image, fmap, slot, rootKey));
  const kept = writeProtect === 'on' ? [...OWNED, 'WP_RO'] : OWNED;
  const changed = kept.filter((name) => Buffer.compare(areaOf(left, name), areaOf(chip, name)) !== 0);
  return starts(chip) && !starts(left) ? ['every slot', ...changed] : changed;
}

interface Ready {
  readonly facts: FlashFacts;
  readonly firmware: VerifiedFirmware;
}

function getReady(chip: Uint8Array, { writeProtect }: Before): Ready {
  const facts = factsOf(new Uint8Array(chip));
  const demands = {
    release: 'atlas-firmware',
    version: '1.10.0',
    minimumVersion: 'unknown',
    writeProtect,
  } as const;
  return { facts, firmware: verifyFirmware(smallFlash(NEW), facts, demands) };
}

async function update(flash: FakeFlash, { facts, firmware }: Ready): Promise<void> {
  const save = async (): Promise<string> => 'saved';
  const ports = { flash, save, enoughPower: async () => undefined, onBytes: () => undefined };
  const { result } = await updateFirmware(firmware, facts, ports, NEVER);
  expect(result).not.toBe('failed');
}
