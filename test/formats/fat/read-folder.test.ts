import { expect, test } from 'vitest';
import { encodeLongName } from '../../../src/formats/fat/encode-long-name.ts';
import { readFolder } from '../../../src/formats/fat/read-folder.ts';
import { faultOf } from '../fault-of.ts';

function entry(shortName: string, attributes = 0x20, change: Record<number, number> = {}): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes.set(Buffer.from(shortName.padEnd(11), 'latin1'));
  bytes[11] = attributes;
  for (const [at, byte] of Object.entries(change)) bytes[Number(at)] = byte;
  return bytes;
}

function long(name: string, shortName: string): Uint8Array {
  return encodeLongName(name, Buffer.from(shortName.padEnd(11)));
}

function namesIn(...entries: readonly Uint8Array[]): readonly string[] {
  return readFolder(Buffer.concat(entries), 'f').items.map(({ name }) => name);
}

const NAME = 'A name of three entries, in pieces';
const PARTS = long(NAME, 'ANAME~1');
const part = (nth: number): Uint8Array => PARTS.subarray(nth * 32, nth * 32 + 32);
const OWNER = entry('ANAME~1');

test('readFolder() puts a long name together', () => {
  expect(namesIn(PARTS, OWNER)).toEqual([NAME]);
});

test.for<[string, readonly Uint8Array[]]>([
  ['lacks its end', [part(1), part(2), OWNER]],
  ['lacks its middle', [part(0), part(2), OWNER]],
  ['lacks its beginning', [part(0), part(1), OWNER]],
  ['is in the wrong order', [part(0), part(2), part(1), OWNER]],
  ['is that of another short name', [PARTS, entry('OTHER'), OWNER]],
  ['belongs to a file that was deleted', [PARTS, entry('\u00e5NAME~1'), OWNER]],
])('readFolder() takes the short name when a long name %s', ([, entries]) => {
  expect(namesIn(...entries)).toContain('ANAME~1');
  expect(namesIn(...entries)).not.toContain(NAME);
});

test('readFolder() shows short names as Windows and Linux do', () => {
  const shown = (bits: number): string => namesIn(entry('NAME    TXT', 0x20, { 12: bits })).join();
  expect([0, 0x08, 0x10, 0x18].map(shown)).toEqual(['NAME.TXT', 'name.TXT', 'NAME.txt', 'name.txt']);
  expect(namesIn(entry('\u0005BC'))).toEqual(['\u00e5BC']);
});

test('readFolder() leaves out what was deleted, the dots, and what is behind the end', () => {
  const entries = [
    entry('.', 0x10),
    entry('..', 0x10),
    entry('\u00e5GONE'),
    entry('A'),
    entry('\0'),
    entry('B'),
  ];
  expect(namesIn(...entries)).toEqual(['A']);
});

test('readFolder() finds the label', () => {
  const bytes = Buffer.concat([entry('A'), entry('RSD-DATA', 0x08), entry('OTHER', 0x08)]);
  expect(readFolder(bytes, '').label).toBe('RSD-DATA');
});

test('readFolder() refuses two files of which one has the short name of the other', () => {
  const two = [long('other.txt', 'RSD     TXT'), entry('RSD     TXT'), long('rsd.txt', 'X~1'), entry('X~1')];
  expect(faultOf(() => namesIn(...two))).toMatchObject({
    facts: { field: 'name', problem: 'a name in "f": "rsd.txt": it is there twice' },
  });
});

test.for([['a/b'], ['..'], ['a '], ['x\n']] as const)('readFolder() refuses the long name %j', ([name]) => {
  const fault = faultOf(() => namesIn(long(name, 'X~1'), entry('X~1')));
  expect(fault).toMatchObject({ code: 'FMT-01', facts: { field: 'name' } });
});
