import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readKernelPreamble } from '../../../src/formats/vboot/kernel-preamble.ts';
import { readPackedKey } from '../../../src/formats/vboot/packed-key.ts';
import { readVblock } from '../../../src/formats/vboot/vblock.ts';
import { encodePackedKey } from '../../../src/signing/encode-packed-key.ts';
import { faultOf } from '../fault-of.ts';
import { anyEdit } from './any-edit.ts';
import { type Edit, resealedPreamble, u32, u64 } from './resealed.ts';
import { dataKey, KERNEL_VBLOCK_BYTES, kernel, keyblock, otherKey, vblock } from './samples.ts';

const HEADER_BYTES = 116;
const SIGNATURE = 8;
const MINOR = 36;
const VERSION = 40;
const BODY_SIGNATURE = 72;
const VMLINUZ_HEADER = 96;
const FLAGS = 112;

// Header and body signature are signed; the signature and padding follow.
const SIGNED = 372;
const WHOLE = KERNEL_VBLOCK_BYTES - keyblock.length;

const key = readPackedKey(encodePackedKey(dataKey, 1));
const bytes = kernel.subarray(keyblock.length, KERNEL_VBLOCK_BYTES);

function all(...edits: readonly Edit[]): Edit {
  return (view) => {
    for (const edit of edits) edit(view);
  };
}

test('readKernelPreamble() reads what signKernel() wrote', () => {
  expect(readKernelPreamble(bytes, key)).toMatchObject({
    sizeBytes: WHOLE,
    kernelVersion: 5,
    bodyLoadAddress: 0x10_0000n,
    bootloaderAddress: 0x10_4000n,
    bootloaderBytes: 4096,
    vmlinuzHeader: 'none',
    bodySignature: { dataBytes: 0x5000 },
  });
});

test.for([
  [0, 'none'],
  [1, { address: 0x1234_5678_9abcn, sizeBytes: 512 }],
  [2, { address: 0x1234_5678_9abcn, sizeBytes: 512 }],
] as const)('readKernelPreamble() reads of version 2.%i the fields that it has', ([minor, vmlinuzHeader]) => {
  const fields = all(
    u32(MINOR, minor),
    u64(VMLINUZ_HEADER, 0x1234_5678_9abcn),
    u32(VMLINUZ_HEADER + 8, 512),
    // A later version's field, which an earlier one fills with something else.
    u32(FLAGS, minor === 2 ? 0 : 1),
  );
  const read = readKernelPreamble(resealedPreamble(bytes, 0, fields, dataKey), key);
  expect(read.vmlinuzHeader).toEqual(vmlinuzHeader);
});

test('readKernelPreamble() names the signature when the data key did not make it', () => {
  const other = readPackedKey(encodePackedKey(otherKey, 1));
  expect(faultOf(() => readKernelPreamble(bytes, other))).toMatchObject({
    code: 'FMT-01',
    facts: { format: 'kernel preamble', field: 'preamble_signature' },
  });
});

test.for([
  ['minor version 3', 'header_version', u32(MINOR, 3)],
  ['major version 1', 'header_version', u32(32, 1)],
  ['version 65536', 'kernel_version', u32(VERSION, 0x1_0000)],
  ['version 2³² − 1', 'kernel_version', u32(VERSION, 0xffff_ffff)],
  ['a version above 32 bits', 'kernel_version', u32(VERSION + 4, 1)],
  ['the flag of an Android boot image', 'flags', u32(FLAGS, 1)],
  ['a flag that is not known', 'flags', u32(FLAGS, 0x8000_0000)],
  ['a size below its header', 'preamble_size', u32(0, HEADER_BYTES - 1)],
  ['a size above the bytes that are there', 'preamble_size', u32(0, WHOLE + 1)],
  ['a size of 2³¹', 'preamble_size', u32(0, 0x8000_0000)],
  ['a size above 32 bits', 'preamble_size', u32(4, 1)],
  ['a signature over its header only, but for one byte', 'preamble_signature.data_size', u32(24, 115)],
  ['a signature over 2³² − 1 bytes', 'preamble_signature.data_size', u32(24, 0xffff_ffff)],
  ['a signature that leaves out the body signature', 'body_signature.sig_offset', u32(24, SIGNED - 1)],
  ['a signature inside of what it signs', 'preamble_signature.sig_offset', u32(SIGNATURE, 108)],
  ['a signature that ends outside', 'preamble_signature.sig_offset', u32(SIGNATURE, WHOLE - 255 - SIGNATURE)],
  ['a signature whose offset wraps', 'preamble_signature.sig_offset', u32(SIGNATURE, 0xffff_fff8)],
  ['a bootloader size above 32 bits', 'bootloader_size', u32(68, 1)],
  ['a header size above 32 bits', 'vmlinuz_header_size', u32(108, 1)],
  ['a body signature over nothing', 'body_signature.data_size', u32(BODY_SIGNATURE + 16, 0)],
  ['a body signature of no bytes', 'body_signature.sig_size', u32(BODY_SIGNATURE + 8, 0)],
  ['a body signature in the header', 'body_signature.sig_offset', u32(BODY_SIGNATURE, 40)],
  ['a body signature behind what is signed', 'body_signature.sig_offset', u32(BODY_SIGNATURE, SIGNED)],
] as const)('readKernelPreamble() refuses %s, though the data key signed it', ([, field, edit]) => {
  const hostile = resealedPreamble(bytes, 0, edit, dataKey);
  expect(faultOf(() => readKernelPreamble(hostile, key))).toMatchObject({ code: 'FMT-01', facts: { field } });
});

test('readKernelPreamble() refuses the preamble of a firmware', () => {
  const { preambleBytes } = readVblock(vblock);
  const hostile = readKernelPreamble.bind(null, preambleBytes, key);
  expect(faultOf(hostile)).toMatchObject({ code: 'FMT-01' });
});

test('readKernelPreamble() throws nothing but a Fault, whatever its signed header says', () => {
  fc.assert(
    fc.property(anyEdit(HEADER_BYTES), (edit) => {
      const hostile = resealedPreamble(bytes, 0, edit, dataKey);
      const outcome = faultOf(() => readKernelPreamble(hostile, key));
      expect(outcome === 'nothing thrown' || outcome.code === 'FMT-01').toBe(true);
    }),
    { numRuns: 300 },
  );
});
