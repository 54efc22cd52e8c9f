import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortNames } from '../../../src/formats/fat/short-names.ts';

const anyText = fc
  .array(fc.integer({ min: 1, max: 0x10ffff }))
  .map((codes) => String.fromCodePoint(...codes));

test.for([
  ['UPPER.TXT', 'UPPER   TXT'],
  ['lower.txt', 'LOWER   TXT'],
  ['README', 'README     '],
  ['rsd.toml', 'RSD~1   TOM'],
  ['a b.c', 'AB~1    C  '],
  ['.hidden', 'HIDDEN~1   '],
  ['a.tar.gz', 'ATAR~1  GZ '],
  ['+,;=[].x', '______~1X  '],
  ['Größe.img', 'GR__E~1 IMG'],
  ['😀', '_~1        '],
  ['\u0131.txt', '_~1     TXT'],
  ['LONGNA~1.TXT', 'LONGNA~1TXT'],
] as const)('shortNames() makes of %s "%s"', ([name, short]) => {
  expect(shortNames([name])).toEqual([short]);
});

test('shortNames() leaves a name to the file that really has it', () => {
  const names = ['longname one.txt', 'longname two.txt', 'LONGNA~1.TXT', 'longna~3.txt'];
  expect(shortNames(names)).toEqual(['LONGNA~2TXT', 'LONGNA~4TXT', 'LONGNA~1TXT', 'LONGNA~3TXT']);
});

test('shortNames() gives every file one of its own, however many there are', () => {
  const short = shortNames(Array.from({ length: 20_000 }, (_, nth) => `release of day ${nth}.img`));
  expect(new Set(short).size).toBe(20_000);
  expect([short[8], short[9], short[19_999]]).toEqual(['RELEAS~9IMG', 'RELEA~10IMG', 'RE~20000IMG']);
});

test('shortNames() makes 11 characters that every FAT may have, whatever the name', () => {
  fc.assert(
    fc.property(anyText, (name) => {
      expect(shortNames([name])[0]).toMatch(
        /^[A-Z0-9$%'\-_@~`!(){}^#&]{1,8} *[A-Z0-9$%'\-_@~`!(){}^#&]{0,3} *$/,
      );
      expect(shortNames([name])[0]).toHaveLength(11);
    }),
  );
});
