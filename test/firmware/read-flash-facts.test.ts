import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFault } from '../../src/core/faults.ts';
import type { FirmwareFlash, FlashRange } from '../../src/core/firmware-flash.ts';
import type { FlashFacts } from '../../src/firmware/flash-facts.ts';
import { readFlashFacts } from '../../src/firmware/read-flash-facts.ts';
import { readPackedKey } from '../../src/formats/vboot/packed-key.ts';
import { sameKey } from '../../src/formats/vboot/same-key.ts';
import { FLASH_AREAS, FLASH_BYTES } from '../../src/simulate/flash-areas.ts';
import { makeFlash } from '../../src/simulate/make-flash.ts';
import { publicHalf } from '../../src/simulate/simulated-keys.ts';
import { flashSpec, RECOVERY, ROOT } from './flash-spec.ts';

const FLASH = makeFlash(flashSpec());
const never = new AbortController().signal;

/** A chip in memory that tells what was read of it. */
function chip(
  image: Uint8Array,
  afterwards: Uint8Array = image,
): FirmwareFlash & { readonly asked: string[] } {
  const asked: string[] = [];
  const part = (from: Uint8Array, ranges: readonly FlashRange[]): Uint8Array => {
    const out = new Uint8Array(from.length).fill(0xff);
    for (const { name, offsetBytes, sizeBytes } of ranges) {
      asked.push(name);
      out.set(from.subarray(offsetBytes, offsetBytes + sizeBytes), offsetBytes);
    }
    return out;
  };
  const map = FLASH_AREAS.filter(({ name }) => name === 'FMAP');
  const no = (): never => {
    throw new Error('Nobody asks for that here');
  };
  return {
    asked,
    readMap: async () => part(image, map),
    read: async (ranges) => part(afterwards, ranges),
    readAll: no,
    write: no,
  };
}

function at(name: string): number {
  return FLASH_AREAS.find((area) => area.name === name)?.offsetBytes ?? Number.NaN;
}

function edited(change: (flash: Buffer) => unknown): Buffer {
  const flash = Buffer.from(FLASH);
  change(flash);
  return flash;
}

function factsOf(image: Uint8Array): Promise<FlashFacts> {
  return readFlashFacts(chip(image), never);
}

async function reasonOf(work: Promise<unknown>): Promise<unknown> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  return isFault(error, 'FWR-01') ? error.facts.reason : error;
}

test('readFlashFacts() tells who this is, whom the firmware trusts, and what it is', async () => {
  const flash = chip(FLASH);
  const { hwid, gbbFlags, rootKey, recoveryKey, versions, platform, vpd, sizeBytes } = await readFlashFacts(
    flash,
    never,
  );
  expect({ hwid, gbbFlags, versions, platform, vpd, sizeBytes }).toEqual({
    hwid: 'NIMBUS A2B-C3D-E4F',
    gbbFlags: 0x39,
    versions: {
      readOnly: 'Google_Nimbus.15117.100.0',
      slotA: 'Google_Nimbus.15117.112.0',
      slotB: 'Google_Nimbus.15117.112.0',
    },
    platform: 'Google_Nimbus',
    vpd: {
      readOnly: new Map([
        ['serial_number', 'NB0042'],
        ['region', 'gb'],
      ]),
      readWrite: new Map([['block_devmode', '0']]),
    },
    sizeBytes: FLASH_BYTES,
  });
  expect(sameKey(rootKey, readPackedKey(publicHalf(ROOT)))).toBe(true);
  expect(sameKey(recoveryKey, readPackedKey(publicHalf(RECOVERY)))).toBe(true);
});

test('readFlashFacts() reads the map and six small areas, and no other byte', async () => {
  const flash = chip(FLASH);
  await readFlashFacts(flash, never);
  expect(flash.asked.toSorted()).toEqual(
    ['FMAP', 'GBB', 'RO_FRID', 'RO_VPD', 'RW_FWID_A', 'RW_FWID_B', 'RW_VPD'].toSorted(),
  );
});

test.for<[string, (flash: Buffer) => unknown, RegExp]>([
  ['no map', (flash) => flash.fill(0xff, at('FMAP'), at('FMAP') + 64), /^FMAP signature: /],
  ['a map for another chip', (flash) => flash.writeUInt32LE(FLASH_BYTES / 2, at('FMAP') + 18), /^FMAP /],
  ['an erased GBB', (flash) => flash.fill(0xff, at('GBB'), at('GBB') + 0x1000), /^GBB signature: /],
  [
    'a hardware ID that its digest does not fit',
    (flash) => flash.write('X', at('GBB') + 128),
    /^GBB hwid_digest/,
  ],
  ['a root key of zeros', (flash) => flash.fill(0, at('GBB') + 384, at('GBB') + 384 + 552), /^GBB root key /],
  [
    'a recovery key of zeros',
    (flash) => flash.fill(0, at('GBB') + 384 + 552, at('GBB') + 384 + 1104),
    /^GBB recovery key /,
  ],
])('a chip with %s counts as unreadable', async ([, change, reason]) => {
  expect(await reasonOf(factsOf(edited(change)))).toMatch(reason);
});

test('a chip that has another size the second time counts as unreadable', async () => {
  const flash = chip(FLASH, Buffer.concat([FLASH, FLASH]));
  expect(await reasonOf(readFlashFacts(flash, never))).toMatch(/and now 33554432$/);
});

test('a map that names the whole chip as every area is not read', async () => {
  const flash = edited((bytes) => {
    FLASH_AREAS.forEach(({ name }, nth) => {
      const entry = at('FMAP') + 56 + nth * 42;
      if (!['GBB', 'RO_VPD', 'RW_VPD'].includes(name)) return;
      bytes.writeUInt32LE(0, entry);
      bytes.writeUInt32LE(FLASH_BYTES, entry + 4);
    });
  });
  const asked = chip(flash);
  expect(await reasonOf(readFlashFacts(asked, never))).toBe('the areas of the flash map are too large');
  expect(asked.asked).toEqual(['FMAP']);
});

test('a damaged VPD and version texts that a screen may not be given cost nothing else', async () => {
  const facts = await factsOf(
    edited((flash) => {
      flash.fill(0x77, at('RO_VPD') + 0x600 + 17, at('RO_VPD') + 0x640);
      flash.write('\u001b[2J', at('RW_FWID_A'), 'latin1');
      flash.fill(0, at('RO_FRID'), at('RO_FRID') + 64);
    }),
  );
  expect(facts.vpd.readOnly).toEqual(new Map());
  expect(facts.versions).toMatchObject({ readOnly: 'unknown', slotA: 'unknown' });
  expect([facts.platform, facts.hwid]).toEqual(['Google_Nimbus', 'NIMBUS A2B-C3D-E4F']);
});

test('whatever is in the chip, it is read or it counts as unreadable', async () => {
  const places = ['FMAP', 'GBB', 'RO_VPD', 'RW_FWID_A'] as const;
  const edit = fc.tuple(
    fc.constantFrom(...places),
    fc.nat(0x700),
    fc.uint8Array({ minLength: 1, maxLength: 16 }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
      const image = edited((flash) => {
        for (const [name, offset, bytes] of edits) flash.set(bytes, at(name) + offset);
      });
      const ended = await factsOf(image).then(
        ({ hwid }) => typeof hwid,
        (error: unknown) => (isFault(error, 'FWR-01') ? 'FWR-01' : error),
      );
      expect(['string', 'FWR-01']).toContain(ended);
    }),
    { numRuns: 40 },
  );
});
