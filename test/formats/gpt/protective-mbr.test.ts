import { expect, test } from 'vitest';
import { encodeProtectiveMbr, readProtectiveMbr } from '../../../src/formats/gpt/protective-mbr.ts';
import { faultOf } from '../fault-of.ts';

const SECTORS = 2048;

function changed(...changes: readonly (readonly [offsetBytes: number, value: number])[]): Uint8Array {
  const mbr = encodeProtectiveMbr(512, SECTORS);
  for (const [offsetBytes, value] of changes) mbr[offsetBytes] = value;
  return mbr;
}

test.for([
  [512, 2048, 2047],
  [4096, 2 ** 32, 2 ** 32 - 1],
  [512, 2 ** 32 + 1, 2 ** 32 - 1],
  [512, 2 ** 43, 2 ** 32 - 1],
])(
  'encodeProtectiveMbr() fills a sector of %d bytes for %d sectors',
  ([sectorBytes = 0, sectors = 0, covered = 0]) => {
    const mbr = encodeProtectiveMbr(sectorBytes, sectors);
    expect(mbr).toHaveLength(sectorBytes);
    expect(new DataView(mbr.buffer).getUint32(458, true)).toBe(covered);
    expect(readProtectiveMbr(mbr, sectors)).toEqual({ kind: 'protective', problems: [] });
  },
);

test('readProtectiveMbr() takes the greatest number of sectors, which some tools always write', () => {
  const mbr = changed([458, 0xff], [459, 0xff], [460, 0xff], [461, 0xff]);
  expect(readProtectiveMbr(mbr, SECTORS)).toEqual({ kind: 'protective', problems: [] });
});

test.for([
  ['has no boot signature', changed([511, 0])],
  ['has a usual partition', changed([450, 0x83])],
  ['is empty', new Uint8Array(512)],
] as const)('readProtectiveMbr() sees none when the sector %s', ([, mbr]) => {
  expect(readProtectiveMbr(mbr, SECTORS)).toEqual({ kind: 'not-protective' });
});

test.for([
  ['a second record', changed([466, 0x83]), 'it has 2 records and must have the protective one alone'],
  ['another first sector', changed([454, 2]), 'it begins at sector 2 and must begin at 1'],
  ['another size', changed([458, 0xfe]), 'it covers 2046 sectors of a disk with 2048'],
] as const)('readProtectiveMbr() says what is wrong with %s', ([, mbr, problem]) => {
  expect(readProtectiveMbr(mbr, SECTORS)).toEqual({ kind: 'protective', problems: [problem] });
});

test('readProtectiveMbr() refuses less than a sector', () => {
  expect(faultOf(() => readProtectiveMbr(new Uint8Array(511), SECTORS))).toMatchObject({
    code: 'FMT-01',
    facts: { format: 'protective MBR', field: 'boot signature' },
  });
});
