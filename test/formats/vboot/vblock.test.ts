import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/faults.ts';
import { readFirmwarePreamble } from '../../../src/formats/vboot/firmware-preamble.ts';
import { keyblockSigner } from '../../../src/formats/vboot/keyblock-signer.ts';
import { readPackedKey } from '../../../src/formats/vboot/packed-key.ts';
import { readVblock } from '../../../src/formats/vboot/vblock.ts';
import { bodyVerifies } from '../../../src/formats/vboot/verify-body.ts';
import { encodePackedKey } from '../../../src/signing/encode-packed-key.ts';
import { faultOf } from '../fault-of.ts';
import { u32 } from './resealed.ts';
import { body, keyblock, rootKey, vblock } from './samples.ts';

const root = readPackedKey(encodePackedKey(rootKey, 1));
const PREAMBLE = keyblock.length;

/** What a reader of a signed file has to ask, in order. */
function vouchesFor(signature: Uint8Array, signed: Uint8Array): boolean {
  try {
    const { keyblock: block, preambleBytes } = readVblock(signature);
    const preamble = readFirmwarePreamble(preambleBytes, block.dataKey);
    const signer = keyblockSigner(block, [root]);
    return signer === root && bodyVerifies(preamble.bodySignature, signed, block.dataKey) === 'whole';
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}

function flipped(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

test('readVblock() parts keyblock and preamble', () => {
  const read = readVblock(vblock);
  expect(read.keyblock.bytes).toEqual(Uint8Array.from(keyblock));
  expect(read.preambleBytes).toEqual(Uint8Array.from(vblock.subarray(PREAMBLE)));
});

test('readVblock() reads what leads to a whole body', () => {
  expect(vouchesFor(vblock, body)).toBe(true);
});

test.for([
  ['a byte behind the preamble', 'preamble_size', Buffer.concat([vblock, Buffer.alloc(1)])],
  ['another preamble behind the first', 'preamble_size', Buffer.concat([vblock, vblock.subarray(PREAMBLE)])],
  ['no preamble', 'preamble_size', keyblock],
  ['half the size of a preamble', 'preamble_size', vblock.subarray(0, PREAMBLE + 4)],
  ['a preamble that is cut short', 'preamble_size', vblock.subarray(0, -1)],
  ['a keyblock whose digest does not fit', 'keyblock_hash', flipped(vblock, 640 * 8)],
] as const)('readVblock() refuses %s', ([, field, hostile]) => {
  expect(faultOf(() => readVblock(hostile))).toMatchObject({ code: 'FMT-01', facts: { field } });
});

test.for([0, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff])('readVblock() refuses a preamble size of %i', (size) => {
  const hostile = Uint8Array.from(vblock);
  u32(PREAMBLE, size)(new DataView(hostile.buffer));
  expect(faultOf(() => readVblock(hostile))).toMatchObject({ facts: { field: 'preamble_size' } });
});

test('readVblock() refuses a file that was cut anywhere', () => {
  for (let length = 0; length < vblock.length; length += 1) {
    expect(faultOf(() => readVblock(vblock.subarray(0, length)))).toMatchObject({ code: 'FMT-01' });
  }
});

test('readVblock() and the checks behind it refuse a file with any bit flipped', () => {
  fc.assert(
    fc.property(fc.nat(vblock.length * 8 - 1), (bit) => {
      expect(vouchesFor(flipped(vblock, bit), body)).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

test('readVblock() and the checks behind it refuse a body with any bit flipped', () => {
  for (let bit = 0; bit < body.length * 8; bit += 1) {
    expect(vouchesFor(vblock, flipped(body, bit))).toBe(false);
  }
});
