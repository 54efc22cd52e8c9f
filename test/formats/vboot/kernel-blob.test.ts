import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readKernelBlob } from '../../../src/formats/vboot/kernel-blob.ts';
import { encodePackedKey } from '../../../src/signing/encode-packed-key.ts';
import { signBytes } from '../../../src/signing/sign-bytes.ts';
import { type KernelParts, signKernel } from '../../../src/signing/sign-kernel.ts';
import { signKeyblock } from '../../../src/signing/sign-keyblock.ts';
import { faultOf } from '../fault-of.ts';
import { anyEdit } from './any-edit.ts';
import { type Edit, resealedPreamble, u32, u64 } from './resealed.ts';
import { commandLine, dataKey, KERNEL_VBLOCK_BYTES, kernel, keyblock, rootKey } from './samples.ts';

const BODY_BYTES = 0x5000;
const LOAD = 0x10_0000n;

const LOAD_ADDRESS = 48;
const BOOTLOADER_ADDRESS = 56;
const BOOTLOADER_SIZE = 64;
const BODY_SIZE = 72 + 16;
const BODY_SIGNATURE_BYTES = 116;
const VMLINUZ_HEADER = 96;

// Kernel (two pages), command line, parameters, bootloader.
const COMMAND_LINE = 0x2000;

const parts: KernelParts = {
  keyblock,
  signer: dataKey,
  version: 5,
  arch: 'aarch64',
  vmlinuz: Buffer.alloc(5000, 'kernel'),
  commandLine,
  bootloader: Buffer.alloc(300, 'bootloader'),
};

function resealed(edit: Edit): Uint8Array {
  return resealedPreamble(kernel, keyblock.length, edit, dataKey);
}

/** A kernel with another body, signed as a whole. */
function withBody(change: (body: Uint8Array) => void): Uint8Array {
  const copy = Uint8Array.from(kernel);
  const body = copy.subarray(KERNEL_VBLOCK_BYTES);
  change(body);
  const signature = signBytes(body, dataKey);
  copy.set(signature, keyblock.length + BODY_SIGNATURE_BYTES);
  return resealedPreamble(copy, keyblock.length, () => {}, dataKey);
}

test('readKernelBlob() reads what signKernel() wrote', () => {
  const read = readKernelBlob(kernel);
  expect(read).toMatchObject({ commandLine, version: 0x2_0005, sizeBytes: kernel.length });
  expect(read.body).toEqual(Uint8Array.from(kernel.subarray(KERNEL_VBLOCK_BYTES)));
});

test('readKernelBlob() gives a version above 2³¹ without a sign', () => {
  const data = encodePackedKey(dataKey, 0xffff);
  const newest = signKernel({
    ...parts,
    version: 0xffff,
    keyblock: signKeyblock({ dataKey: data, flags: 7 }, rootKey),
  });
  expect(readKernelBlob(newest).version).toBe(0xffff_ffff);
});

test('readKernelBlob() says where the body ends when more of the partition follows', () => {
  const partition = Buffer.concat([kernel, Buffer.alloc(8192, 0xff)]);
  const read = readKernelBlob(partition);
  expect(read).toMatchObject({ sizeBytes: kernel.length, commandLine });
  expect(read.body).toHaveLength(BODY_BYTES);
});

test.for(['', ' ', 'a', 'x'.repeat(4095)])('readKernelBlob() reads the command line %j', (line) => {
  expect(readKernelBlob(signKernel({ ...parts, commandLine: line })).commandLine).toBe(line);
});

test('readKernelBlob() reads an x86 kernel with its 16-bit part', () => {
  const bzImage = Buffer.alloc(512 * 3 + 100, 'kernel');
  bzImage[0x1f1] = 2;
  bzImage.write('HdrS', 0x202, 'latin1');
  const read = readKernelBlob(signKernel({ ...parts, arch: 'x86_64', vmlinuz: bzImage }));
  expect(read.preamble.vmlinuzHeader).toEqual({ address: LOAD + 0x4000n, sizeBytes: 512 * 3 });
  expect(read.commandLine).toBe(commandLine);
});

test.for([
  ['a body of no bytes', 'body_signature.data_size', u32(BODY_SIZE, 0)],
  ['a body of 2³¹ − 1 bytes', 'body_signature.data_size', u32(BODY_SIZE, 0x7fff_ffff)],
  ['a body of 2³¹ bytes', 'body_signature.data_size', u32(BODY_SIZE, 0x8000_0000)],
  ['a body of 2³¹ + 1 bytes', 'body_signature.data_size', u32(BODY_SIZE, 0x8000_0001)],
  [
    'a body of 2³² − 1 bytes, on which vbutil_kernel crashes',
    'body_signature.data_size',
    u32(BODY_SIZE, 0xffff_ffff),
  ],
  ['a body of 2³² bytes', 'body_signature.data_size', u32(BODY_SIZE + 4, 1)],
  ['a body that is one byte short', 'body_signature.data_size', u32(BODY_SIZE, BODY_BYTES + 1)],
  ['a body signature over a part of the body', 'body_signature', u32(BODY_SIZE, BODY_BYTES - 4096)],
  ['a bootloader in front of the body', 'bootloader_address', u64(BOOTLOADER_ADDRESS, LOAD - 1n)],
  ['a command line in front of the body', 'bootloader_address', u64(BOOTLOADER_ADDRESS, LOAD + 0x1fffn)],
  ['a bootloader that ends behind the body', 'bootloader_address', u64(BOOTLOADER_ADDRESS, LOAD + 0x4001n)],
  [
    'a bootloader at the end of memory',
    'bootloader_address',
    u64(BOOTLOADER_ADDRESS, 0xffff_ffff_ffff_ffffn),
  ],
  ['a bootloader at address 0', 'bootloader_address', u64(BOOTLOADER_ADDRESS, 0n)],
  ['a bootloader 2³² too far', 'bootloader_address', u64(BOOTLOADER_ADDRESS, LOAD + 0x1_0000_4000n)],
  ['a bootloader of 2³² − 1 bytes', 'bootloader_address', u32(BOOTLOADER_SIZE, 0xffff_ffff)],
  ['a load address that wraps', 'bootloader_address', u64(LOAD_ADDRESS, 0xffff_ffff_ffff_f000n)],
  ['a 16-bit part in front of the body', 'vmlinuz_header_address', header(LOAD - 1n, 1)],
  ['a 16-bit part behind the body', 'vmlinuz_header_address', header(LOAD + 0x4fffn, 2)],
  ['a 16-bit part at the end of memory', 'vmlinuz_header_address', header(0xffff_ffff_ffff_ffffn, 1)],
  ['a 16-bit part of 2³² − 1 bytes', 'vmlinuz_header_address', header(LOAD, 0xffff_ffff)],
  ['a preamble that reaches past 64 KiB', 'preamble_size', u32(0, KERNEL_VBLOCK_BYTES - keyblock.length + 1)],
] as const)('readKernelBlob() refuses %s, though the data key signed it', ([, field, edit]) => {
  expect(faultOf(() => readKernelBlob(resealed(edit)))).toMatchObject({ code: 'FMT-01', facts: { field } });
});

test.for([
  ['no end', (body: Uint8Array) => body.fill(0x61, COMMAND_LINE, COMMAND_LINE + 4096)],
  ['a line feed', (body: Uint8Array) => body.fill(0x0a, COMMAND_LINE, COMMAND_LINE + 1)],
  ['a terminal escape', (body: Uint8Array) => body.fill(0x1b, COMMAND_LINE + 3, COMMAND_LINE + 4)],
  ['a byte above ASCII', (body: Uint8Array) => body.fill(0x9b, COMMAND_LINE, COMMAND_LINE + 1)],
] as const)(
  'readKernelBlob() refuses a command line with %s, though the data key signed it',
  ([, change]) => {
    expect(faultOf(() => readKernelBlob(withBody(change)))).toMatchObject({
      code: 'FMT-01',
      facts: { field: 'command_line' },
    });
  },
);

test('readKernelBlob() accepts another body that the data key signed', () => {
  expect(readKernelBlob(withBody((body) => body.fill(1, 0, 100))).commandLine).toBe(commandLine);
});

test('readKernelBlob() refuses a keyblock whose digest does not fit', () => {
  const hostile = Uint8Array.from(kernel);
  hostile[640] = (hostile[640] ?? 0) ^ 1;
  expect(faultOf(() => readKernelBlob(hostile))).toMatchObject({ facts: { field: 'keyblock_hash' } });
});

test('readKernelBlob() refuses a file that was cut anywhere', () => {
  fc.assert(
    fc.property(fc.nat(kernel.length - 1), (length) => {
      expect(faultOf(() => readKernelBlob(kernel.subarray(0, length)))).toMatchObject({ code: 'FMT-01' });
    }),
    { numRuns: 300, examples: [[0], [KERNEL_VBLOCK_BYTES], [KERNEL_VBLOCK_BYTES - 1], [kernel.length - 1]] },
  );
});

test('readKernelBlob() refuses a file with any bit flipped that means something', () => {
  const preambleEnd = keyblock.length + 116 + 2 * 256;
  // The signature of the keyblock is for keyblockSigner(), and the padding is nobody's.
  const meant = [
    [0, keyblock.length - 256],
    [keyblock.length, preambleEnd],
    [KERNEL_VBLOCK_BYTES, kernel.length],
  ] as const;
  const bytes = fc.oneof(...meant.map(([from, to]) => fc.integer({ min: from, max: to - 1 })));
  fc.assert(
    fc.property(bytes, fc.nat(7), (at, bit) => {
      const hostile = Uint8Array.from(kernel);
      hostile[at] = (hostile[at] ?? 0) ^ (1 << bit);
      expect(faultOf(() => readKernelBlob(hostile))).toMatchObject({ code: 'FMT-01' });
    }),
    { numRuns: 500 },
  );
});

test('readKernelBlob() throws nothing but a Fault, and finds the command line in the body, whatever is signed', () => {
  fc.assert(
    fc.property(anyEdit(116), (edit) => {
      const hostile = resealed(edit);
      if (faultOf(() => readKernelBlob(hostile)) !== 'nothing thrown') return;
      const { body, commandLine: line } = readKernelBlob(hostile);
      expect(Buffer.from(body).includes(`${line}\0`)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

function header(address: bigint, sizeBytes: number): Edit {
  return (view) => {
    u64(VMLINUZ_HEADER, address)(view);
    u32(VMLINUZ_HEADER + 8, sizeBytes)(view);
  };
}
