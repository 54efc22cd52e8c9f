import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeGptEntries, readGptEntries } from '../../../src/formats/gpt/gpt-entries.ts';
import type { GptPartition } from '../../../src/formats/gpt/gpt-table.ts';
import { GPT_TYPES } from '../../../src/formats/gpt/gpt-types.ts';
import { faultOf } from '../fault-of.ts';
import { anyGptTable } from './any-gpt-table.ts';

const plain: GptPartition = {
  number: 2,
  typeGuid: GPT_TYPES.kernel,
  uniqueGuid: '00112233-4455-6677-8899-AABBCCDDEEFF',
  firstLba: 64,
  lastLba: 127,
  attributes: 0x01ff_0000_0000_0001n,
  name: 'KERN-A',
};

test('readGptEntries() gives back what encodeGptEntries() was given', () => {
  fc.assert(
    fc.property(anyGptTable, ({ partitions }) => {
      expect(readGptEntries(encodeGptEntries(partitions))).toEqual(partitions);
    }),
  );
});

test('readGptEntries() reads any bytes, whatever they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 128, maxLength: 1024 }), (bytes) => {
      const partitions = readGptEntries(bytes);
      expect(partitions.every(({ number }) => number <= bytes.length / 128)).toBe(true);
      expect(partitions.every(({ name }) => name.length <= 36 && name.isWellFormed())).toBe(true);
    }),
  );
});

test('readGptEntries() replaces half a surrogate pair and stops at a NUL', () => {
  const bytes = encodeGptEntries([{ ...plain, number: 1, name: 'a?b?d' }]);
  new DataView(bytes.buffer).setUint16(56 + 2, 0xd83d, true);
  new DataView(bytes.buffer).setUint16(56 + 6, 0, true);
  expect(readGptEntries(bytes)).toMatchObject([{ name: 'a\ufffdb' }]);
});

test('readGptEntries() keeps a byte order mark at the start of a name', () => {
  const partition = { ...plain, name: '\ufeffA' };
  expect(readGptEntries(encodeGptEntries([partition]))).toEqual([partition]);
});

test('readGptEntries() keeps a sector above 2⁵³ beyond every disk', () => {
  const bytes = encodeGptEntries([{ ...plain, number: 1 }]);
  bytes.fill(0xff, 40, 48);
  expect(readGptEntries(bytes)[0]?.lastLba).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
});

test.for<[string, string, Partial<GptPartition>]>([
  ['the number 0', 'number', { number: 0 }],
  ['the number 129', 'number', { number: 129 }],
  ['half a number', 'number', { number: 1.5 }],
  ['a number that is taken', 'number', { number: 3 }],
  ['a type of zeros', 'type GUID', { typeGuid: '00000000-0000-0000-0000-000000000000' }],
  ['a type in lower case', 'type GUID', { typeGuid: GPT_TYPES.efi.toLowerCase() }],
  ['a unique GUID that is none', 'unique GUID', { uniqueGuid: 'x' }],
  ['a sector below 0', 'sectors', { firstLba: -1 }],
  ['half a sector', 'sectors', { lastLba: 127.5 }],
  ['a sector above 2⁵³', 'sectors', { lastLba: 2 ** 53 }],
  ['negative attributes', 'attributes', { attributes: -1n }],
  ['attributes of 65 bits', 'attributes', { attributes: 1n << 64n }],
  ['a name of 37 units', 'name', { name: `${'x'.repeat(35)}😀` }],
  ['a name with a NUL', 'name', { name: 'a\0b' }],
  ['a name with half a surrogate pair', 'name', { name: '\ud83d' }],
])('encodeGptEntries() refuses %s', ([, field, change]) => {
  const other = { ...plain, number: 3 };
  expect(faultOf(() => encodeGptEntries([other, { ...plain, ...change }]))).toMatchObject({
    code: 'FMT-01',
    facts: { format: 'GPT', field },
  });
});
