import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeVpd } from '../../../src/formats/vpd/encode-vpd.ts';
import { readVpd } from '../../../src/formats/vpd/read-vpd.ts';
import { faultOf } from '../fault-of.ts';

test('readVpd() reads whatever encodeVpd() makes', () => {
  const key = fc.stringMatching(/^[!-~]{1,200}$/);
  const value = fc.string({ unit: 'grapheme', maxLength: 300 }).filter((text) => !text.endsWith('\0'));
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, maxLength: 8 }),
      (texts) => {
        const area = encodeVpd(new Map(texts), 0x8000);
        expect([area.length, readVpd(area)]).toEqual([0x8000, new Map(texts)]);
      },
    ),
  );
});

test('encodeVpd() refuses a key that no reader takes, and texts without room', () => {
  expect(faultOf(() => encodeVpd(new Map([['schlüssel', 'x']]), 0x2000))).toMatchObject({ code: 'FMT-01' });
  expect(faultOf(() => encodeVpd(new Map([['k', 'x'.repeat(0x2000)]]), 0x2000))).toMatchObject({
    code: 'FMT-01',
    facts: { field: 'size' },
  });
});
