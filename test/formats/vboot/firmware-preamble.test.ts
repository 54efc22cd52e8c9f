import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFirmwarePreamble } from '../../../src/formats/vboot/firmware-preamble.ts';
import { readPackedKey } from '../../../src/formats/vboot/packed-key.ts';
import { sameKey } from '../../../src/formats/vboot/same-key.ts';
import { readVblock } from '../../../src/formats/vboot/vblock.ts';
import { encodePackedKey } from '../../../src/signing/encode-packed-key.ts';
import { signVblock } from '../../../src/signing/sign-vblock.ts';
import { faultOf } from '../fault-of.ts';
import { anyEdit } from './any-edit.ts';
import { type Edit, resealedPreamble, u32 } from './resealed.ts';
import { body, dataKey, KERNEL_VBLOCK_BYTES, kernel, keyblock, otherKey, vblock } from './samples.ts';

const HEADER_BYTES = 108;
const SIGNATURE = 8;
const VERSION = 40;
const SUBKEY = 48;
const BODY_SIGNATURE = 80;
const FLAGS = 104;

// Header, kernel subkey and body signature are signed; the signature follows.
const SIGNED = 884;
const WHOLE = 1140;

const key = readPackedKey(encodePackedKey(dataKey, 1));

/** A preamble whose sizes all add up, and whose signature covers less than it should. */
function signedUpTo(signedBytes: number): Edit {
  return (view) => {
    u32(0, signedBytes + key.signatureBytes)(view);
    u32(SIGNATURE, signedBytes - SIGNATURE)(view);
    u32(SIGNATURE + 16, signedBytes)(view);
  };
}

const { preambleBytes } = readVblock(vblock);

test('readFirmwarePreamble() reads what signVblock() wrote', () => {
  const read = readFirmwarePreamble(preambleBytes, key);
  expect(read).toMatchObject({ sizeBytes: WHOLE, firmwareVersion: 3, flags: 0 });
  expect(read.bodySignature).toMatchObject({ dataBytes: body.length });
  expect(sameKey(read.kernelSubkey, readPackedKey(encodePackedKey(otherKey, 1)))).toBe(true);
});

test('readFirmwarePreamble() does not mind what runs on behind it', () => {
  const padded = Buffer.concat([preambleBytes, Buffer.alloc(1000, 0xff)]);
  expect(readFirmwarePreamble(padded, key).sizeBytes).toBe(WHOLE);
});

test('readFirmwarePreamble() names the signature when the data key did not make it', () => {
  const other = readPackedKey(encodePackedKey(otherKey, 1));
  expect(faultOf(() => readFirmwarePreamble(preambleBytes, other))).toMatchObject({
    code: 'FMT-01',
    facts: { format: 'firmware preamble', field: 'preamble_signature' },
  });
});

test.for([0, 65_535])('readFirmwarePreamble() reads version %i', (version) => {
  const parts = { keyblock, signer: dataKey, version, kernelSubkey: encodePackedKey(otherKey, 1) };
  const { preambleBytes: bytes } = readVblock(signVblock(body, parts));
  expect(readFirmwarePreamble(bytes, key).firmwareVersion).toBe(version);
});

test('readFirmwarePreamble() reads the flag that keeps the firmware from hardware it distrusts', () => {
  const hostile = resealedPreamble(preambleBytes, 0, u32(FLAGS, 2), dataKey);
  expect(readFirmwarePreamble(hostile, key).flags).toBe(2);
});

test.for([
  ['USE_RO_NORMAL, with which no body is checked', 'flags', u32(FLAGS, 1)],
  ['a flag that is not known', 'flags', u32(FLAGS, 4)],
  ['the highest flag', 'flags', u32(FLAGS, 0x8000_0000)],
  ['version 65536', 'firmware_version', u32(VERSION, 0x1_0000)],
  ['version 2³² − 1', 'firmware_version', u32(VERSION, 0xffff_ffff)],
  ['a version above 32 bits', 'firmware_version', u32(VERSION + 4, 1)],
  ['major version 3', 'header_version', u32(32, 3)],
  ['minor version 0', 'header_version', u32(36, 0)],
  ['minor version 2, as kernel preambles have', 'header_version', u32(36, 2)],
  ['size 0', 'preamble_size', u32(0, 0)],
  ['a size below its header', 'preamble_size', u32(0, HEADER_BYTES - 1)],
  ['a size above the bytes that are there', 'preamble_size', u32(0, WHOLE + 1)],
  ['a size of 2³² − 1', 'preamble_size', u32(0, 0xffff_ffff)],
  ['a size above 32 bits', 'preamble_size', u32(4, 1)],
  [
    'a signature over its header only, but for one byte',
    'preamble_signature.data_size',
    u32(SIGNATURE + 16, 107),
  ],
  ['a signature over nothing', 'preamble_signature.data_size', u32(SIGNATURE + 16, 0)],
  ['a signature over more than there is', 'preamble_signature.data_size', u32(SIGNATURE + 16, WHOLE + 1)],
  ['a signature over 2³² − 1 bytes', 'preamble_signature.data_size', u32(SIGNATURE + 16, 0xffff_ffff)],
  ['a signature that leaves out the body signature', 'body_signature.sig_offset', signedUpTo(SIGNED - 1)],
  ['a signature that leaves out the kernel subkey', 'key_offset', signedUpTo(HEADER_BYTES)],
  ['a signature outside', 'preamble_signature.sig_offset', u32(SIGNATURE, WHOLE - SIGNATURE)],
  [
    'a signature inside of what it signs',
    'preamble_signature.sig_offset',
    u32(SIGNATURE, SIGNED - SIGNATURE - 4),
  ],
  ['a signature whose offset wraps', 'preamble_signature.sig_offset', u32(SIGNATURE, 0xffff_fff8)],
  ['a signature of no bytes', 'preamble_signature', u32(SIGNATURE + 8, 0)],
  ['no kernel subkey', 'key_size', u32(SUBKEY + 8, 0)],
  ['a kernel subkey of a kind that is not known', 'algorithm', u32(SUBKEY + 16, 18)],
  ['a kernel subkey outside of what is signed', 'key_offset', u32(SUBKEY, SIGNED)],
  ['a kernel subkey whose offset wraps', 'key_offset', u32(SUBKEY, 0xffff_fff0)],
  ['a kernel subkey version above 65535', 'key_version', u32(SUBKEY + 24, 0x1_0000)],
  ['a body signature over nothing', 'body_signature.data_size', u32(BODY_SIGNATURE + 16, 0)],
  ['a body signature over more than 32 bits', 'body_signature.data_size', u32(BODY_SIGNATURE + 20, 1)],
  ['a body signature of no bytes', 'body_signature.sig_size', u32(BODY_SIGNATURE + 8, 0)],
  ['a body signature that is too short', 'body_signature.sig_size', u32(BODY_SIGNATURE + 8, 255)],
  ['a body signature in the header', 'body_signature.sig_offset', u32(BODY_SIGNATURE, 24)],
  ['a body signature outside of what is signed', 'body_signature.sig_offset', u32(BODY_SIGNATURE, SIGNED)],
  ['a body signature whose offset wraps', 'body_signature.sig_offset', u32(BODY_SIGNATURE, 0xffff_ffb0)],
] as const)('readFirmwarePreamble() refuses %s, though the data key signed it', ([, field, edit]) => {
  const hostile = resealedPreamble(preambleBytes, 0, edit, dataKey);
  expect(faultOf(() => readFirmwarePreamble(hostile, key))).toMatchObject({
    code: 'FMT-01',
    facts: { field },
  });
});

test('readFirmwarePreamble() refuses bytes between its signature and its end', () => {
  const longer = Buffer.concat([preambleBytes, Buffer.alloc(16)]);
  const hostile = resealedPreamble(longer, 0, u32(0, longer.length), dataKey);
  expect(faultOf(() => readFirmwarePreamble(hostile, key))).toMatchObject({
    facts: { field: 'preamble_size' },
  });
});

test.for([1, 0x7fff_ffff, 0x8000_0000, 0x8000_0001, 0xffff_ffff])(
  'readFirmwarePreamble() reads a body size of %i, which bodyVerifies() compares with the body',
  (sizeBytes) => {
    const signed = resealedPreamble(preambleBytes, 0, u32(BODY_SIGNATURE + 16, sizeBytes), dataKey);
    expect(readFirmwarePreamble(signed, key).bodySignature.dataBytes).toBe(sizeBytes);
  },
);

test('readFirmwarePreamble() refuses the preamble of a kernel', () => {
  const ofKernel = kernel.subarray(keyblock.length, KERNEL_VBLOCK_BYTES);
  for (const minor of [1, 2]) {
    const hostile = resealedPreamble(ofKernel, 0, u32(36, minor), dataKey);
    expect(faultOf(() => readFirmwarePreamble(hostile, key))).toMatchObject({ code: 'FMT-01' });
  }
});

test('readFirmwarePreamble() refuses one that was cut anywhere', () => {
  for (let length = 0; length < preambleBytes.length; length += 1) {
    const cut = preambleBytes.subarray(0, length);
    expect(faultOf(() => readFirmwarePreamble(cut, key))).toMatchObject({ code: 'FMT-01' });
  }
});

test('readFirmwarePreamble() throws nothing but a Fault, whatever its signed header says', () => {
  fc.assert(
    fc.property(anyEdit(HEADER_BYTES), (edit) => {
      const hostile = resealedPreamble(preambleBytes, 0, edit, dataKey);
      const outcome = faultOf(() => readFirmwarePreamble(hostile, key));
      expect(outcome === 'nothing thrown' || outcome.code === 'FMT-01').toBe(true);
    }),
    { numRuns: 500 },
  );
});
