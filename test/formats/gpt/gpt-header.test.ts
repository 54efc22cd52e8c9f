import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeGptHeader, type GptHeader, readGptHeader } from '../../../src/formats/gpt/gpt-header.ts';

const header: GptHeader = {
  myLba: 1,
  alternateLba: 2047,
  firstUsableLba: 34,
  lastUsableLba: 2014,
  diskGuid: '00112233-4455-6677-8899-AABBCCDDEEFF',
  entriesLba: 2,
  entryCount: 128,
  entryBytes: 128,
  entriesCrc: 0xdeadbeef,
};

/** A header sector changed by `change`, with a CRC over its first `counted` bytes that holds again. */
function resealed(change: (view: DataView) => void, counted = 92): Uint8Array {
  const sector = encodeGptHeader(header, 512);
  const view = new DataView(sector.buffer);
  change(view);
  view.setUint32(16, 0, true);
  view.setUint32(16, crc32(sector.subarray(0, counted)), true);
  return sector;
}

function signed(signature: string): Uint8Array {
  return resealed((view) => new Uint8Array(view.buffer).set(new TextEncoder().encode(signature)));
}

test.for([512, 4096])('readGptHeader() gives back what encodeGptHeader() put in %d bytes', (sectorBytes) => {
  const sector = encodeGptHeader(header, sectorBytes);
  expect(sector).toHaveLength(sectorBytes);
  expect(readGptHeader(sector)).toEqual({ kind: 'intact', header });
});

test('readGptHeader() finds every single bit that is flipped', () => {
  const sector = encodeGptHeader(header, 512);
  for (let bit = 0; bit < 92 * 8; bit++) {
    const damaged = sector.slice();
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(readGptHeader(damaged).kind, `bit ${bit}`).not.toBe('intact');
  }
});

test('readGptHeader() takes the signature that hides a table from other systems', () => {
  expect(readGptHeader(signed('CHROMEOS'))).toEqual({ kind: 'intact', header });
});

test('readGptHeader() does not use a header marked IGNOREME', () => {
  expect(readGptHeader(signed('IGNOREME'))).toEqual({
    kind: 'broken',
    problem: 'the header is marked IGNOREME',
  });
});

test.for(['EFI_PART', 'CHROMEOS'.toLowerCase(), '\0\0\0\0\0\0\0\0'])(
  'readGptHeader() sees none with the signature %j',
  (signature) => {
    expect(readGptHeader(signed(signature))).toEqual({ kind: 'absent' });
  },
);

test.for<[string, Uint8Array, string]>([
  [
    'another revision',
    resealed((view) => view.setUint32(8, 0x00020000, true)),
    'the revision is 2.0 and must be 1.0',
  ],
  [
    'a size below 92',
    resealed((view) => view.setUint32(12, 91, true), 91),
    'the header has 91 bytes and must have 92 to 512',
  ],
  [
    'a size above the sector',
    resealed((view) => view.setUint32(12, 513, true), 512),
    'the header has 513 bytes and must have 92 to 512',
  ],
  [
    'a size of 4 GiB',
    resealed((view) => view.setUint32(12, 0xffffffff, true), 512),
    'the header has 4294967295 bytes and must have 92 to 512',
  ],
  [
    'a reserved field in use',
    resealed((view) => view.setUint32(20, 7, true)),
    'the reserved field of the header is 7 and must be 0',
  ],
])('readGptHeader() refuses %s although the CRC holds', ([, sector, problem]) => {
  expect(readGptHeader(sector)).toEqual({ kind: 'broken', problem });
});

test('readGptHeader() counts a header that fills its sector whole', () => {
  const whole = resealed((view) => view.setUint32(12, 512, true), 512);
  expect(readGptHeader(whole).kind).toBe('intact');
  whole[511] = 1;
  expect(readGptHeader(whole)).toEqual({ kind: 'broken', problem: 'the CRC of the header does not hold' });
});

test('readGptHeader() reads any bytes without throwing, with a signature before them or not', () => {
  const signatures = fc.constantFrom('EFI PART', 'CHROMEOS', 'IGNOREME', '');
  fc.assert(
    fc.property(signatures, fc.uint8Array({ maxLength: 600 }), (signature, rest) => {
      const bytes = Uint8Array.from([...new TextEncoder().encode(signature), ...rest]);
      expect(['absent', 'broken']).toContain(readGptHeader(bytes).kind);
    }),
  );
});
