import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readKeyblock } from '../../../src/formats/vboot/keyblock.ts';
import { readPackedKey } from '../../../src/formats/vboot/packed-key.ts';
import { sameKey } from '../../../src/formats/vboot/same-key.ts';
import { encodePackedKey } from '../../../src/signing/encode-packed-key.ts';
import { signKeyblock } from '../../../src/signing/sign-keyblock.ts';
import { DEVKEYS, testWith } from '../../tool.ts';
import { faultOf } from '../fault-of.ts';
import { anyEdit } from './any-edit.ts';
import { type Edit, resealedKeyblock, u32 } from './resealed.ts';
import { dataKey, keyblock, rootKey } from './samples.ts';

const HEADER_BYTES = 112;
const SIZE = 16;
const SIGNATURE = 24;
const HASH = 48;
const FLAGS = 72;
const DATA_KEY = 80;

// One signed range of header and key data, then 64 bytes of digest, then the signature.
const SIGNED = 632;
const WHOLE = 952;

test('readKeyblock() reads what signKeyblock() wrote', () => {
  const read = readKeyblock(keyblock);
  expect(read).toMatchObject({ sizeBytes: WHOLE, flags: 0x05, bytes: Uint8Array.from(keyblock) });
  expect(read.signature).toMatchObject({ dataBytes: SIGNED, bytes: Uint8Array.from(keyblock.subarray(696)) });
  expect(read.hash).toMatchObject({ dataBytes: SIGNED, bytes: Uint8Array.from(keyblock.subarray(632, 696)) });
});

test('readKeyblock() gives the data key', () => {
  const { dataKey: read } = readKeyblock(keyblock);
  expect(sameKey(read, readPackedKey(encodePackedKey(dataKey, 1)))).toBe(true);
  expect(read.keyVersion).toBe(2);
});

test('readKeyblock() reads a keyblock that nobody signed', () => {
  const unsigned = signKeyblock({ dataKey: encodePackedKey(dataKey, 1), flags: 0 }, 'none');
  expect(readKeyblock(unsigned).signature).toEqual({ bytes: new Uint8Array(), dataBytes: 0 });
});

test('readKeyblock() does not mind what runs on behind it, and leaves it out', () => {
  const read = readKeyblock(Buffer.concat([keyblock, Buffer.alloc(5000, 1)]));
  expect(read.bytes).toEqual(Uint8Array.from(keyblock));
});

test('readKeyblock() keeps its own copy', () => {
  const mine = Buffer.from(keyblock);
  const read = readKeyblock(mine);
  mine.fill(0);
  expect(read.bytes).toEqual(Uint8Array.from(keyblock));
});

test.for([
  ['another magic', 'magic', u32(0, 0x4f52_4847)],
  ['major version 3', 'header_version', u32(8, 3)],
  ['minor version 2', 'header_version', u32(12, 2)],
  ['size 0', 'keyblock_size', u32(SIZE, 0)],
  ['a size below its header', 'keyblock_size', u32(SIZE, HEADER_BYTES - 1)],
  ['a size above the bytes that are there', 'keyblock_size', u32(SIZE, WHOLE + 1)],
  ['a size of 2³¹ − 1', 'keyblock_size', u32(SIZE, 0x7fff_ffff)],
  ['a size of 2³²− 1', 'keyblock_size', u32(SIZE, 0xffff_ffff)],
  ['a size above 32 bits', 'keyblock_size', u32(SIZE + 4, 1)],
  ['a signature over a part of the data key', 'keyblock_hash.data_size', u32(HASH + 16, HEADER_BYTES - 1)],
  ['a signature over nothing', 'keyblock_hash.data_size', u32(HASH + 16, 0)],
  ['a signature over more than there is', 'keyblock_hash.data_size', u32(HASH + 16, WHOLE + 1)],
  ['a digest over 2³² − 1 bytes', 'keyblock_hash.data_size', u32(HASH + 16, 0xffff_ffff)],
  ['a digest of 32 bytes', 'keyblock_hash.sig_size', u32(HASH + 8, 32)],
  ['a digest inside of the signed bytes', 'keyblock_hash.sig_offset', u32(HASH, SIGNED - HASH - 1)],
  ['a digest that ends outside', 'keyblock_hash.sig_offset', u32(HASH, WHOLE - HASH - 63)],
  ['a digest whose offset wraps', 'keyblock_hash.sig_offset', u32(HASH, 0xffff_ffff)],
  [
    'a signature over other bytes than the digest',
    'keyblock_signature.data_size',
    u32(SIGNATURE + 16, HEADER_BYTES),
  ],
  ['a signature that ends outside', 'keyblock_signature.sig_offset', u32(SIGNATURE, WHOLE - SIGNATURE)],
  ['a signature inside of the signed bytes', 'keyblock_signature.sig_offset', u32(SIGNATURE, 200)],
  ['a signature whose offset wraps', 'keyblock_signature.sig_offset', u32(SIGNATURE, 0xffff_fff0)],
  ['a signature whose offset is above 32 bits', 'keyblock_signature.sig_offset', u32(SIGNATURE + 4, 1)],
  ['a signature of 2³² − 1 bytes', 'keyblock_signature.sig_offset', u32(SIGNATURE + 8, 0xffff_ffff)],
  ['a signature that leaves bytes over', 'keyblock_size', u32(SIGNATURE + 8, 255)],
  ['flags above 32 bits', 'keyblock_flags', u32(FLAGS + 4, 1)],
  ['a data key outside of the signed bytes', 'key_offset', u32(DATA_KEY, 36)],
  ['a data key in its own header', 'key_offset', u32(DATA_KEY, 0)],
  ['a data key whose offset wraps', 'key_offset', u32(DATA_KEY, 0xffff_fff0)],
  ['a data key version above 65535', 'key_version', u32(DATA_KEY + 24, 0x1_0000)],
] as const)('readKeyblock() refuses %s', ([, field, edit]) => {
  const hostile = resealedKeyblock(keyblock, edit, rootKey);
  expect(faultOf(() => readKeyblock(hostile))).toMatchObject({ code: 'FMT-01', facts: { field } });
});

/** A keyblock that is sound but for its size: the signed bytes go on behind the data key. */
function withSize(sizeBytes: number): Uint8Array {
  const more = sizeBytes - WHOLE;
  const longer = Buffer.concat([keyblock.subarray(0, SIGNED), Buffer.alloc(more), keyblock.subarray(SIGNED)]);
  return resealedKeyblock(longer, growBy(more), rootKey);
}

function growBy(bytes: number): Edit {
  return (view) => {
    for (const at of [SIZE, SIGNATURE, SIGNATURE + 16, HASH, HASH + 16]) {
      view.setUint32(at, view.getUint32(at, true) + bytes, true);
    }
  };
}

test('readKeyblock() reads as much as the firmware would, and no more', () => {
  expect(readKeyblock(withSize(65_536)).sizeBytes).toBe(65_536);
  expect(faultOf(() => readKeyblock(withSize(65_537)))).toMatchObject({ facts: { field: 'keyblock_size' } });
});

test('readKeyblock() refuses a file that was cut anywhere', () => {
  for (let length = 0; length < keyblock.length; length += 1) {
    expect(faultOf(() => readKeyblock(keyblock.subarray(0, length)))).toMatchObject({ code: 'FMT-01' });
  }
});

test('readKeyblock() throws nothing but a Fault, whatever its header says', () => {
  fc.assert(
    fc.property(anyEdit(HEADER_BYTES + 12), (edit) => {
      const copy = Uint8Array.from(keyblock);
      edit(new DataView(copy.buffer));
      const outcome = faultOf(() => readKeyblock(copy));
      expect(outcome === 'nothing thrown' || outcome.code === 'FMT-01').toBe(true);
    }),
    { numRuns: 1000 },
  );
});

testWith('futility').for([
  ['firmware', 2232, 0x17, 7],
  ['kernel', 1208, 0x17, 4],
  ['recovery_kernel', 3256, 0x1b, 11],
  ['installer_kernel', 3256, 0x1a, 11],
  ['minios_kernel', 2232, 0x2b, 8],
] as const)('readKeyblock() reads the development keyblock %s', ([name, sizeBytes, flags, algorithm]) => {
  const read = readKeyblock(readFileSync(join(DEVKEYS, `${name}.keyblock`)));
  expect(read).toMatchObject({ sizeBytes, flags, dataKey: { algorithm, keyVersion: 1 } });
});
