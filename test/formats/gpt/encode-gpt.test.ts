import { closeSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { packBootAttributes } from '../../../src/formats/gpt/boot-attributes.ts';
import { encodeGpt } from '../../../src/formats/gpt/encode-gpt.ts';
import type { GptPartition, GptTable } from '../../../src/formats/gpt/gpt-table.ts';
import { GPT_TYPES } from '../../../src/formats/gpt/gpt-types.ts';
import { testWith, tool } from '../../tool.ts';
import { faultOf } from '../fault-of.ts';
import { anyGptTable } from './any-gpt-table.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
afterAll(() => rmSync(folder, { recursive: true }));

const kernel: GptPartition = {
  number: 2,
  typeGuid: GPT_TYPES.kernel,
  uniqueGuid: '00112233-4455-6677-8899-AABBCCDDEEFF',
  firstLba: 64,
  lastLba: 127,
  attributes: packBootAttributes(0n, { priority: 15, tries: 6, successful: 1 }),
  name: 'KERN-A',
};

const root: GptPartition = {
  number: 3,
  typeGuid: GPT_TYPES.rootfs,
  uniqueGuid: '20112233-4455-6677-8899-AABBCCDDEEFF',
  firstLba: 34,
  lastLba: 63,
  attributes: 0n,
  name: 'RÖÖT-A 😀',
};

const table: GptTable = {
  diskGuid: '10112233-4455-6677-8899-AABBCCDDEEFF',
  sectorBytes: 512,
  sizeBytes: 1 << 20,
  partitions: [kernel, root],
};

test('encodeGpt() puts the secondary copy at the very end, and no copy over a partition', () => {
  fc.assert(
    fc.property(anyGptTable, (any) => {
      const { primary, secondary, secondaryOffsetBytes } = encodeGpt(any);
      expect(secondaryOffsetBytes + secondary.length).toBe(any.sizeBytes);
      for (const { firstLba, lastLba } of any.partitions) {
        expect(firstLba * any.sectorBytes).toBeGreaterThanOrEqual(primary.length);
        expect((lastLba + 1) * any.sectorBytes).toBeLessThanOrEqual(secondaryOffsetBytes);
      }
    }),
  );
});

test('encodeGpt() gives the same bytes for the same partitions in another order', () => {
  expect(encodeGpt({ ...table, partitions: [root, kernel] })).toEqual(encodeGpt(table));
});

test.for<[string, string, Partial<GptTable>]>([
  ['partitions that overlap', 'partitions', { partitions: [kernel, { ...root, lastLba: 64 }] }],
  ['a partition in the table itself', 'partitions', { partitions: [{ ...kernel, firstLba: 33 }] }],
  ['a partition in the secondary table', 'partitions', { partitions: [{ ...kernel, lastLba: 2015 }] }],
  ['a partition that is backwards', 'partitions', { partitions: [{ ...kernel, lastLba: 63 }] }],
  ['a unique GUID twice', 'partitions', { partitions: [kernel, { ...root, uniqueGuid: kernel.uniqueGuid }] }],
  ['a number twice', 'number', { partitions: [kernel, { ...root, number: 2 }] }],
  ['a name that is too long', 'name', { partitions: [{ ...kernel, name: 'x'.repeat(37) }] }],
  ['a disk GUID that is none', 'disk GUID', { diskGuid: '' }],
  ['a disk that is too small', 'size of the disk', { sizeBytes: 67 * 512 }],
])('encodeGpt() refuses %s', ([, field, change]) => {
  expect(faultOf(() => encodeGpt({ ...table, ...change }))).toMatchObject({
    code: 'FMT-01',
    facts: { format: 'GPT', field },
  });
});

function imageOf(of: GptTable): string {
  const { primary, secondary, secondaryOffsetBytes } = encodeGpt(of);
  const image = join(folder, 'image');
  const file = openSync(image, 'w');
  ftruncateSync(file, of.sizeBytes);
  writeSync(file, primary, 0, primary.length, 0);
  writeSync(file, secondary, 0, secondary.length, secondaryOffsetBytes);
  closeSync(file);
  return image;
}

const SHOWN = `       start        size    part  contents
           0           1          PMBR
           1           1          Pri GPT header
           2          32          Pri GPT table
          64          64       2  Label: "KERN-A"
                                  Type: ChromeOS kernel
                                  UUID: 00112233-4455-6677-8899-AABBCCDDEEFF
                                  Attr: priority=15 tries=6 successful=1 
          34          30       3  Label: "RÖÖT-A 😀"
                                  Type: ChromeOS rootfs
                                  UUID: 20112233-4455-6677-8899-AABBCCDDEEFF
        2015          32          Sec GPT table
        2047           1          Sec GPT header
`;

testWith('cgpt')('encodeGpt() makes a table that cgpt shows clean', () => {
  const shown = tool('cgpt', 'show', imageOf(table));
  expect(shown).toMatchObject({ status: 0, stdout: SHOWN, stderr: '' });
});

testWith('cgpt')(
  'encodeGpt() makes tables of every size and shape that cgpt finds nothing wrong with',
  () => {
    const forFiles = anyGptTable.filter(
      ({ sectorBytes, sizeBytes }) => sectorBytes === 512 && sizeBytes < 2 ** 42,
    );
    fc.assert(
      fc.property(forFiles, (any) => {
        const shown = tool('cgpt', 'show', '-v', '-n', imageOf(any));
        expect(shown).toMatchObject({ status: 0, stderr: '' });
        expect(shown.stdout).not.toContain('INVALID');
        const lines = any.partitions.map(({ firstLba, lastLba, number }) =>
          [firstLba, lastLba - firstLba + 1, number].join(' '),
        );
        expect(shownPartitions(shown.stdout)).toEqual(lines);
      }),
      { numRuns: 20 },
    );
  },
);

function shownPartitions(stdout: string): string[] {
  return [...stdout.matchAll(/^ +(\d+) +(\d+) +(\d+) +Label:/gm)].map((line) => line.slice(1).join(' '));
}
