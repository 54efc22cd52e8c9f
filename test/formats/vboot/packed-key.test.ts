import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPackedKey } from '../../../src/formats/vboot/packed-key.ts';
import { encodePackedKey } from '../../../src/signing/encode-packed-key.ts';
import { DEVKEYS, testWith } from '../../tool.ts';
import { faultOf } from '../fault-of.ts';
import { anyEdit } from './any-edit.ts';
import { type Edit, u32 } from './resealed.ts';
import { rootKey } from './samples.ts';

const file = encodePackedKey(rootKey, 7);

const OFFSET = 0;
const SIZE = 8;
const ALGORITHM = 16;
const VERSION = 24;
const DATA = 32;

function edited(edit: Edit): Uint8Array {
  const copy = Uint8Array.from(file);
  edit(new DataView(copy.buffer));
  return copy;
}

function flipped(bit: number): Uint8Array {
  const copy = Uint8Array.from(file);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

test('readPackedKey() reads what encodePackedKey() wrote', () => {
  expect(readPackedKey(file)).toMatchObject({
    algorithm: 4,
    keyVersion: 7,
    hash: 'sha256',
    signatureBytes: 256,
    keyData: Uint8Array.from(file.subarray(DATA)),
  });
});

test('readPackedKey() gives the public half of the key', () => {
  const { publicKey } = readPackedKey(file);
  expect(publicKey.export({ format: 'jwk' }).n).toBe(rootKey.privateKey.export({ format: 'jwk' }).n);
});

test('readPackedKey() keeps its own copy of the key data', () => {
  const mine = Buffer.from(file);
  const { keyData } = readPackedKey(mine);
  const before = Uint8Array.from(keyData);
  mine.fill(0);
  expect(keyData).toEqual(before);
});

test('readPackedKey() does not mind bytes behind the key, as the GBB has them', () => {
  expect(readPackedKey(Buffer.concat([file, Buffer.alloc(100)])).keyVersion).toBe(7);
});

function withGap(gapBytes: number): Uint8Array {
  const header = edited(u32(OFFSET, DATA + gapBytes)).subarray(0, DATA);
  return Buffer.concat([header, Buffer.alloc(gapBytes), file.subarray(DATA)]);
}

test('readPackedKey() finds key data that does not follow its header at once', () => {
  expect(readPackedKey(withGap(4)).keyVersion).toBe(7);
});

test.for([1, 2, 3])('readPackedKey() refuses key data that is %i bytes out of line', (gapBytes) => {
  expect(faultOf(() => readPackedKey(withGap(gapBytes)))).toMatchObject({ facts: { field: 'key_offset' } });
});

test.for([
  ['an offset into its own header', 'key_offset', u32(OFFSET, 28)],
  ['data that ends behind the bytes', 'key_offset', u32(OFFSET, DATA + 4)],
  ['an offset of 2³¹ − 1', 'key_offset', u32(OFFSET, 0x7fff_ffff)],
  ['an offset of 2³¹', 'key_offset', u32(OFFSET, 0x8000_0000)],
  ['an offset that wraps to itself with the size', 'key_offset', u32(OFFSET, 0xffff_fff8)],
  ['an offset above 32 bits', 'key_offset', u32(OFFSET + 4, 1)],
  ['no key at all', 'key_size', u32(SIZE, 0)],
  ['a size one byte too small', 'key_size', u32(SIZE, 519)],
  ['a size of 2³² − 1', 'key_size', u32(SIZE, 0xffff_ffff)],
  ['a size above 32 bits', 'key_size', u32(SIZE + 4, 1)],
  ['the size of another algorithm', 'key_size', u32(ALGORITHM, 7)],
  ['an algorithm past the last', 'algorithm', u32(ALGORITHM, 18)],
  ['algorithm 2³² − 1', 'algorithm', u32(ALGORITHM, 0xffff_ffff)],
  ['an algorithm above 32 bits', 'algorithm', u32(ALGORITHM + 4, 1)],
  ['version 65536', 'key_version', u32(VERSION, 0x1_0000)],
  ['a version above 32 bits', 'key_version', u32(VERSION + 4, 1)],
  ['a number of words that is not its own', 'arrsize', u32(DATA, 128)],
  ['a number of words that wraps in bytes', 'arrsize', u32(DATA, 0x4000_0040)],
  ['n0inv of another key', 'n0inv', u32(DATA + 4, 1)],
  ['an even modulus', 'n0inv', u32(DATA + 8, 0x1234_5678)],
  ['a modulus with fewer bits', 'n', u32(DATA + 8 + 252, 0x7fff_ffff)],
  ['R² mod n of another key', 'rr', u32(DATA + 8 + 256, 1)],
] as const)('readPackedKey() refuses %s', ([, field, edit]) => {
  expect(faultOf(() => readPackedKey(edited(edit), 'root key'))).toMatchObject({
    code: 'FMT-01',
    facts: { format: 'root key', field },
  });
});

test('readPackedKey() accepts version 65535', () => {
  expect(readPackedKey(edited(u32(VERSION, 0xffff))).keyVersion).toBe(0xffff);
});

test('readPackedKey() refuses a file that was cut anywhere', () => {
  for (let length = 0; length < file.length; length += 1) {
    expect(faultOf(() => readPackedKey(file.subarray(0, length)))).toMatchObject({ code: 'FMT-01' });
  }
});

test('readPackedKey() refuses key data with any bit flipped', () => {
  fc.assert(
    fc.property(fc.integer({ min: DATA * 8, max: file.length * 8 - 1 }), (bit) => {
      expect(faultOf(() => readPackedKey(flipped(bit)))).toMatchObject({ code: 'FMT-01' });
    }),
  );
});

test('readPackedKey() throws nothing but a Fault, whatever its header says', () => {
  fc.assert(
    fc.property(anyEdit(DATA + 12), (edit) => {
      const outcome = faultOf(() => readPackedKey(edited(edit)));
      expect(outcome === 'nothing thrown' || outcome.code === 'FMT-01').toBe(true);
    }),
    { numRuns: 1000 },
  );
});

testWith('futility').for([
  ['root_key', 11, 'sha512', 1024],
  ['firmware_data_key', 7, 'sha256', 512],
  ['kernel_subkey', 7, 'sha256', 512],
  ['kernel_data_key', 4, 'sha256', 256],
  ['recovery_key', 11, 'sha512', 1024],
] as const)('readPackedKey() reads the development key %s', ([name, algorithm, hash, signatureBytes]) => {
  const key = readPackedKey(readFileSync(join(DEVKEYS, `${name}.vbpubk`)));
  expect(key).toMatchObject({ algorithm, hash, signatureBytes, keyVersion: 1 });
});
