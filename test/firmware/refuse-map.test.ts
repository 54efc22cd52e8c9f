import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFault } from '../../src/core/faults.ts';
import { refuseMap } from '../../src/firmware/refuse-map.ts';
import type { Fmap, FmapArea } from '../../src/formats/fmap/fmap.ts';
import { areasWith, SMALL_AREAS, SMALL_BYTES } from './small-flash.ts';

const CHIP = mapOf(SMALL_AREAS);
const SCOPES = ['read-write', 'whole'] as const;

test.for(SCOPES)('refuseMap() takes the map of the chip itself for the scope %s', (scope) => {
  expect(problemOf(CHIP, CHIP, scope)).toBe('none');
});

test.for([
  [
    'a slot in another place',
    { RW_SECTION_A: { offsetBytes: 0x1000 } },
    /^RW_SECTION_A .* and on the chip RW_SECTION_A/,
  ],
  ['a slot of another size', { RW_SECTION_B: { sizeBytes: 0x5000 } }, /^RW_SECTION_B .* and on the chip/],
  ['a slot that shares a block', { RW_SECTION_A: { sizeBytes: 0x5fff } }, /not whole blocks of 4096 bytes$/],
  ['no slot B', { RW_SECTION_B: { name: 'B' } }, /^a map has no RW_SECTION_B$/],
  ['no signed block', { VBLOCK_A: { name: 'V' } }, /^a map has no VBLOCK_A$/],
  [
    'code in another place',
    { FW_MAIN_A: { offsetBytes: 0x4040 } },
    /^FW_MAIN_A .* and on the chip FW_MAIN_A/,
  ],
  ['the code of one slot in the other', { FW_MAIN_A: { offsetBytes: 0xa000 } }, /^FW_MAIN_A .* and on the/],
  [
    'a version text outside of its slot',
    { RW_FWID_B: { offsetBytes: 0x100 } },
    /^RW_FWID_B .* is not inside of RW_SECTION_B/,
  ],
  ['a version text inside of the code', { RW_FWID_B: { offsetBytes: 0xb000 } }, /FW_MAIN_B .* overlap$/],
  ['a read-only part that a slot reaches into', { WP_RO: { offsetBytes: 0x3000 } }, /overlap$/],
  ['a version text of the read-only part in a slot', { RO_FRID: { offsetBytes: 0x3000 } }, /overlap$/],
] as const)('whatever the scope, refuseMap() refuses %s', ([, change, problem]) => {
  const image = mapOf(areasWith(change));
  for (const scope of SCOPES) expect(problemOf(image, CHIP, scope)).toMatch(problem);
});

test.for([
  ['a GBB in another place', { GBB: { offsetBytes: 0x1_8000 } }, /^GBB .* and on the chip GBB/],
  [
    'what is kept in another place',
    { RO_VPD: { offsetBytes: 0x1_3000 } },
    /^RO_VPD .* and on the chip RO_VPD/,
  ],
  ['what is kept cut short', { RW_VPD: { sizeBytes: 0x800 } }, /^RW_VPD .* and on the chip RW_VPD/],
  ['no place for what the chip marks', { RW_CAL: { name: 'RW_OTHER', flags: 0 } }, /^a map has no RW_CAL$/],
  ['no version text of the read-only part', { RO_FRID: { name: 'RO_OTHER' } }, /^a map has no RO_FRID$/],
] as const)(
  'for the whole chip, refuseMap() refuses %s, and for the slots it does not matter',
  ([, change, problem]) => {
    const image = mapOf(areasWith(change));
    expect(problemOf(image, CHIP, 'whole')).toMatch(problem);
    expect(problemOf(image, CHIP, 'read-write')).toBe('none');
  },
);

test('refuseMap() keeps what only the image marks, if the chip has it', () => {
  const marked = mapOf(areasWith({ COREBOOT: { flags: 8, offsetBytes: 0x1_9000, sizeBytes: 0x7000 } }));
  expect(problemOf(marked, CHIP, 'whole')).toMatch(/^COREBOOT .* and on the chip COREBOOT/);
});

test('for the whole chip, refuseMap() refuses what is kept in a block that is erased', () => {
  const shared = mapOf(areasWith({ RW_CAL: { sizeBytes: 0x800 } }));
  expect(problemOf(shared, shared, 'whole')).toBe('RW_CAL is not whole blocks of 4096 bytes');
  expect(problemOf(shared, shared, 'read-write')).toBe('none');
});

test('refuseMap() refuses a chip whose kept areas lie in a slot', () => {
  const chip = mapOf(areasWith({ RW_VPD: { offsetBytes: 0x3000 } }));
  expect(problemOf(CHIP, chip, 'read-write')).toMatch(/RW_VPD .* overlap$/);
});

test('whatever a map says, refuseMap() takes it or throws FWR-05', () => {
  const place = fc.integer({ min: 0, max: SMALL_BYTES });
  const area = fc.record({
    name: fc.constantFrom(...SMALL_AREAS.map(({ name }) => name)),
    offsetBytes: place,
    sizeBytes: place,
    flags: fc.integer({ min: 0, max: 15 }),
  });
  const areas = fc.uniqueArray(area, { selector: ({ name }) => name });
  fc.assert(
    fc.property(areas, areas, fc.constantFrom(...SCOPES), (image, chip, scope) => {
      expect(problemOf(mapOf(image), mapOf(chip), scope)).not.toBe('');
    }),
  );
});

function mapOf(areas: readonly FmapArea[]): Fmap {
  return { baseAddress: 0n, sizeBytes: SMALL_BYTES, name: 'FMAP', areas };
}

function problemOf(image: Fmap, chip: Fmap, scope: (typeof SCOPES)[number]): string {
  try {
    refuseMap(image, chip, scope);
    return 'none';
  } catch (error) {
    if (!isFault(error, 'FWR-05')) throw error;
    return error.facts.problem;
  }
}
