import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteReader } from '../../../src/formats/byte-reader.ts';
import { encodeGuid, readGuid } from '../../../src/formats/gpt/guid.ts';
import { faultOf } from '../fault-of.ts';

const read = (bytes: Uint8Array): string => readGuid(new ByteReader('GPT', bytes), 0, 'GUID');

test('encodeGuid() stores the first three fields with their low byte first', () => {
  const bytes = encodeGuid('00112233-4455-6677-8899-AABBCCDDEEFF', 'GUID');
  expect(Buffer.from(bytes).toString('hex')).toBe('33221100554477668899aabbccddeeff');
});

test('readGuid() gives back what encodeGuid() stored, and encodeGuid() what readGuid() read', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      expect(encodeGuid(read(bytes), 'GUID')).toEqual(bytes);
    }),
  );
});

test.for([
  'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  'C12A7328F81F11D2BA4B00A0C93EC93B',
  '{C12A7328-F81F-11D2-BA4B-00A0C93EC93B}',
  'C12A7328-F81F-11D2-BA4B-00A0C93EC93B\n',
  'C12A7328-F81F-11D2-BA4B-00A0C93EC93',
  'G12A7328-F81F-11D2-BA4B-00A0C93EC93B',
  '',
])('encodeGuid() refuses %j', (text) => {
  expect(faultOf(() => encodeGuid(text, 'disk GUID'))).toMatchObject({
    code: 'FMT-01',
    facts: { format: 'GPT', field: 'disk GUID' },
  });
});
