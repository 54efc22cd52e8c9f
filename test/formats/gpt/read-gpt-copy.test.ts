import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { encodeGptEntries } from '../../../src/formats/gpt/gpt-entries.ts';
import { encodeGptHeader, type GptHeader } from '../../../src/formats/gpt/gpt-header.ts';
import type { GptPartition } from '../../../src/formats/gpt/gpt-table.ts';
import { GPT_TYPES } from '../../../src/formats/gpt/gpt-types.ts';
import { type CopyPlace, readGptCopy } from '../../../src/formats/gpt/read-gpt-copy.ts';

const LAST_LBA = 2047;
const SECTOR = 512;

const kernel: GptPartition = {
  number: 2,
  typeGuid: GPT_TYPES.kernel,
  uniqueGuid: '00112233-4455-6677-8899-AABBCCDDEEFF',
  firstLba: 34,
  lastLba: 2014,
  attributes: 0n,
  name: 'KERN-A',
};

/** A copy whose CRCs hold, with `change` in its header: whoever wrote it meant it. */
function copyWith(
  copy: 'primary' | 'secondary',
  change: Partial<GptHeader> = {},
  partitions: readonly GptPartition[] = [kernel],
): CopyPlace {
  const usedEntries = (change.entryCount ?? 128) * 128;
  const entries = encodeGptEntries(partitions);
  const header = {
    myLba: copy === 'primary' ? 1 : LAST_LBA,
    alternateLba: copy === 'primary' ? LAST_LBA : 1,
    entriesLba: copy === 'primary' ? 2 : LAST_LBA - 32,
    firstUsableLba: 34,
    lastUsableLba: LAST_LBA - 33,
    diskGuid: '10112233-4455-6677-8899-AABBCCDDEEFF',
    entryCount: 128,
    entryBytes: 128,
    entriesCrc: crc32(entries.subarray(0, usedEntries)),
    ...change,
  };
  const sector = encodeGptHeader(header, SECTOR);
  const parts = copy === 'primary' ? [new Uint8Array(SECTOR), sector, entries] : [entries, sector];
  const bytes = new Uint8Array(Buffer.concat(parts));
  const offsetBytes = copy === 'primary' ? 0 : (LAST_LBA + 1) * SECTOR - bytes.length;
  return { copy, bytes, offsetBytes, sectorBytes: SECTOR, lastLba: LAST_LBA };
}

test.for(['primary', 'secondary'] as const)('readGptCopy() reads a %s copy', (copy) => {
  expect(readGptCopy(copyWith(copy))).toMatchObject({ kind: 'usable', partitions: [kernel] });
});

test('readGptCopy() reads fewer entries than 128', () => {
  const place = copyWith('primary', { entryCount: 2, firstUsableLba: 3 }, [{ ...kernel, firstLba: 3 }]);
  expect(readGptCopy(place)).toMatchObject({ kind: 'usable', partitions: [{ number: 2, firstLba: 3 }] });
});

const OVERLAPS = 'which overlaps a copy of the table';
const MUST = 'which must be 1 to 128 of 128 bytes';

test.for<['primary' | 'secondary', Partial<GptHeader>, string]>([
  ['primary', { myLba: 2 }, 'the header says that it is sector 2, and it is 1'],
  ['secondary', { myLba: 1 }, 'the header says that it is sector 1, and it is 2047'],
  ['primary', { alternateLba: 2046 }, 'the other header is said to be sector 2046, not 2047'],
  ['secondary', { alternateLba: 2 }, 'the other header is said to be sector 2, not 1'],
  ['primary', { entriesLba: 1 }, 'the entries begin at sector 1, where they cannot be'],
  ['primary', { entriesLba: 3 }, 'the entries begin at sector 3, where they cannot be'],
  ['primary', { entriesLba: 2 ** 53 }, `the entries begin at sector ${2 ** 53}, where they cannot be`],
  ['secondary', { entriesLba: 2 }, 'the entries begin at sector 2, where they cannot be'],
  ['primary', { entryCount: 0 }, `the table has 0 entries of 128 bytes, ${MUST}`],
  ['primary', { entryCount: 129 }, `the table has 129 entries of 128 bytes, ${MUST}`],
  ['primary', { entryCount: 0xffffffff }, `the table has 4294967295 entries of 128 bytes, ${MUST}`],
  ['primary', { entryBytes: 256 }, `the table has 128 entries of 256 bytes, ${MUST}`],
  ['secondary', { firstUsableLba: 33 }, `the usable sectors are 33 to 2014, ${OVERLAPS}`],
  ['primary', { lastUsableLba: 2015 }, `the usable sectors are 34 to 2015, ${OVERLAPS}`],
  ['secondary', { firstUsableLba: 2015 }, 'the usable sectors are 2015 to 2014, which is backwards'],
  ['primary', { entriesCrc: 1 }, 'the CRC of the entries does not hold'],
  [
    'primary',
    { firstUsableLba: 35 },
    'partition 2 has the sectors 34 to 2014, outside of the usable 35 to 2014',
  ],
])('readGptCopy() does not use a %s copy with %o', ([copy, change, problem]) => {
  expect(readGptCopy(copyWith(copy, change))).toEqual({ kind: 'unusable', problems: [problem] });
});

test('readGptCopy() does not use a copy whose partitions overlap', () => {
  const other = { ...kernel, number: 3, uniqueGuid: GPT_TYPES.recoveryDisk };
  const place = copyWith('secondary', {}, [kernel, other]);
  expect(readGptCopy(place)).toEqual({ kind: 'unusable', problems: ['partitions 2 and 3 overlap'] });
});

test('readGptCopy() reads entries that lie further in, and says when they were not handed in', () => {
  const padded = copyWith('primary', { entriesLba: 40, firstUsableLba: 72 }, [{ ...kernel, firstLba: 72 }]);
  const bytes = new Uint8Array(72 * SECTOR);
  bytes.set(padded.bytes.subarray(0, 2 * SECTOR));
  bytes.set(padded.bytes.subarray(2 * SECTOR), 40 * SECTOR);
  expect(readGptCopy({ ...padded, bytes })).toMatchObject({ kind: 'usable' });
  expect(readGptCopy({ ...padded, bytes: bytes.subarray(0, -1) })).toEqual({
    kind: 'unusable',
    problems: ['the entries begin at sector 40, outside of what was read'],
  });
});

test('readGptCopy() sees none when there are no bytes', () => {
  const bytes = new Uint8Array();
  expect(readGptCopy({ ...copyWith('primary'), bytes })).toEqual({ kind: 'absent' });
  expect(readGptCopy({ ...copyWith('secondary'), bytes })).toEqual({ kind: 'absent' });
});
