import { expect, test } from 'vitest';
import { readFirmwarePreamble } from '../../../src/formats/vboot/firmware-preamble.ts';
import { readPackedKey } from '../../../src/formats/vboot/packed-key.ts';
import { readVblock } from '../../../src/formats/vboot/vblock.ts';
import { bodyVerifies } from '../../../src/formats/vboot/verify-body.ts';
import { encodePackedKey } from '../../../src/signing/encode-packed-key.ts';
import { body, dataKey, otherKey, vblock } from './samples.ts';

const key = readPackedKey(encodePackedKey(dataKey, 1));
const { bodySignature: signature } = readFirmwarePreamble(readVblock(vblock).preambleBytes, key);

test('bodyVerifies() says whole when the signature covers every byte', () => {
  expect(bodyVerifies(signature, body, key)).toBe('whole');
});

test('bodyVerifies() says part when the file grew after it was signed', () => {
  expect(bodyVerifies(signature, Buffer.concat([body, Buffer.alloc(1)]), key)).toBe('part');
});

test.for([
  ['is cut short', body.subarray(0, -1)],
  ['is empty', new Uint8Array()],
  ['has other bytes', Buffer.alloc(body.length)],
] as const)('bodyVerifies() says no when the body %s', ([, changed]) => {
  expect(bodyVerifies(signature, changed, key)).toBe('no');
});

test('bodyVerifies() says no to another key', () => {
  expect(bodyVerifies(signature, body, readPackedKey(encodePackedKey(otherKey, 1)))).toBe('no');
});

test.for([0, 1, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_ffff, 2 ** 32, 2 ** 53])(
  'bodyVerifies() says no to a signature that claims to cover %i bytes',
  (dataBytes) => {
    expect(bodyVerifies({ ...signature, dataBytes }, body, key)).toBe('no');
  },
);

test('bodyVerifies() says no, and does not hash, where OpenSSL could not count the bytes', () => {
  const vast = new Uint8Array(2 ** 31);
  expect(bodyVerifies({ ...signature, dataBytes: 2 ** 31 }, vast, key)).toBe('no');
});

test.for([0, 255, 257])('bodyVerifies() says no to a signature of %i bytes', (sizeBytes) => {
  const bytes = new Uint8Array(sizeBytes);
  bytes.set(signature.bytes.subarray(0, sizeBytes));
  expect(bodyVerifies({ ...signature, bytes }, body, key)).toBe('no');
});
