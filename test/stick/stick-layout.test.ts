import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unpackBootAttributes } from '../../src/formats/gpt/boot-attributes.ts';
import { encodeGpt } from '../../src/formats/gpt/encode-gpt.ts';
import { type StickSpec, stickLayout } from '../../src/stick/stick-layout.ts';

const MIB = 1 << 20;
const ROOT_GUID = '01234567-89AB-8CDE-8123-456789ABCDEF';
const BYTES = { 'EFI-SYSTEM': 1, 'KERN-A': 1, 'ROOT-A': 1, 'KERN-B': 1, 'RSD-DATA': 1 };
const SPEC: StickSpec = { bytes: BYTES, rootGuid: ROOT_GUID, content: 'x', label: 'sdb' };

test('stickLayout() has the partitions of a recovery stick, each where it always is', () => {
  const places = stickLayout(SPEC).partitions.map(({ number, name, firstLba, lastLba }) => {
    return { number, name, firstMib: (firstLba * 512) / MIB, endMib: ((lastLba + 1) * 512) / MIB };
  });
  expect(places).toEqual([
    { number: 12, name: 'EFI-SYSTEM', firstMib: 1, endMib: 65 },
    { number: 2, name: 'KERN-A', firstMib: 65, endMib: 97 },
    { number: 3, name: 'ROOT-A', firstMib: 97, endMib: 225 },
    { number: 4, name: 'KERN-B', firstMib: 225, endMib: 257 },
    { number: 1, name: 'RSD-DATA', firstMib: 257, endMib: 321 },
  ]);
});

test('stickLayout() has the firmware try KERN-A, then KERN-B, and no other', () => {
  const boot = stickLayout(SPEC).partitions.map(({ name, attributes }) => [
    name,
    unpackBootAttributes(attributes),
  ]);
  expect(Object.fromEntries(boot)).toMatchObject({
    'EFI-SYSTEM': { priority: 0 },
    'KERN-A': { priority: 15, tries: 15, successful: 1 },
    'ROOT-A': { priority: 0 },
    'KERN-B': { priority: 14, tries: 15, successful: 0 },
    'RSD-DATA': { priority: 0 },
  });
});

test('stickLayout() gives only ROOT-A a GUID that does not depend on the content', () => {
  const guids = (content: string): string[] =>
    stickLayout({ ...SPEC, content }).partitions.map(({ uniqueGuid }) => uniqueGuid);
  expect(guids('x')).toEqual(guids('x'));
  expect(guids('x').filter((guid) => guids('y').includes(guid))).toEqual([ROOT_GUID]);
});

test('stickLayout() has room for everything, in a table that the firmware takes', () => {
  const size = fc.integer({ min: 1, max: 300 * MIB });
  const bytes = fc.record({
    'EFI-SYSTEM': size,
    'KERN-A': size,
    'ROOT-A': size,
    'KERN-B': size,
    'RSD-DATA': size,
  });
  fc.assert(
    fc.property(bytes, fc.nat(100_000), (needed, moreSectors) => {
      const least = stickLayout({ ...SPEC, bytes: needed }).sizeBytes;
      const table = stickLayout({ ...SPEC, bytes: needed, sizeBytes: least + moreSectors * 512 });
      expect(() => encodeGpt(table)).not.toThrow();
      for (const { name, firstLba, lastLba } of table.partitions) {
        const most = Object.entries(needed).find(([one]) => one === name)?.[1];
        expect((lastLba + 1 - firstLba) * 512).toBeGreaterThanOrEqual(most ?? Number.POSITIVE_INFINITY);
      }
    }),
  );
});

test('stickLayout() refuses a stick that is too small', () => {
  expect(() => stickLayout({ ...SPEC, sizeBytes: 321 * MIB })).toThrow(
    expect.objectContaining({
      code: 'MAK-02',
      facts: { disk: 'sdb', diskBytes: 321 * MIB, neededBytes: 322 * MIB },
    }),
  );
});
