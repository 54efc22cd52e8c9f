import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { Fault } from '../../../src/core/faults.ts';
import { readFirmwarePreamble } from '../../../src/formats/vboot/firmware-preamble.ts';
import { readKernelBlob } from '../../../src/formats/vboot/kernel-blob.ts';
import { readVblock } from '../../../src/formats/vboot/vblock.ts';
import { bodyVerifies } from '../../../src/formats/vboot/verify-body.ts';
import { encodePackedKey } from '../../../src/signing/encode-packed-key.ts';
import { signVblock } from '../../../src/signing/sign-vblock.ts';
import { testWith, tool } from '../../tool.ts';
import { faultOf } from '../fault-of.ts';
import { type Edit, resealedKeyblock, resealedPreamble, u32, u64 } from './resealed.ts';
import { body, dataKey, kernel, keyblock, otherKey, rootKey, vblock } from './samples.ts';

// What vboot's own tools let through and we do not. Each row is accepted by the real tool first: it is that leniency
// that is refused here, and no other flaw of the file. The body of 2³² − 1 bytes on which vbutil_kernel crashes is in
// kernel-blob.test.ts.

const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

const root = file('root.vbpubk', encodePackedKey(rootKey, 1));
const anything = Buffer.from('anything at all, for all that the tool cares');
const prefix = signVblock(body.subarray(0, 9), {
  keyblock,
  signer: dataKey,
  version: 1,
  kernelSubkey: encodePackedKey(otherKey, 1),
});

function preamble(edit: Edit): Uint8Array {
  return resealedPreamble(vblock, keyblock.length, edit, dataKey);
}

const KEY_VERSION = 80 + 24;
const newerKey = resealedKeyblock(keyblock, u32(KEY_VERSION, 0x1_0000), rootKey);
const wrongDigest = Uint8Array.from(vblock);
wrongDigest[640] = (wrongDigest[640] ?? 0) ^ 1;

type Row = readonly [leniency: string, vblock: Uint8Array, body: Uint8Array];

testWith('futility').for<Row>([
  ['any body when the flag USE_RO_NORMAL is set', preamble(u32(104, 1)), anything],
  ['a file that has grown since it was signed', vblock, Buffer.concat([body, anything])],
  ['a signature over the first bytes only', prefix, body],
  ['bytes behind the preamble', Buffer.concat([vblock, anything]), body],
  ['a wrong digest of the keyblock', wrongDigest, body],
  ['a kernel subkey of no bytes', preamble(u32(48 + 8, 0)), body],
  ['a kernel subkey of a kind that nobody knows', preamble(u32(48 + 16, 99)), body],
  ['a version of the firmware above 65535', preamble(u32(40, 0x1_0000)), body],
  [
    'a version of the data key above 65535',
    Buffer.concat([newerKey, vblock.subarray(keyblock.length)]),
    body,
  ],
])('readVblock() and what follows it refuse what vbutil_firmware accepts: %s', ([, hostile, signed]) => {
  expect(vbutilFirmware(file('v.vblock', hostile), file('v.body', signed))).toBe('accepted');
  expect(verdictOf(hostile, signed)).not.toBe('whole');
});

testWith('futility')(
  'readVblock() and what follows it accept what vbutil_firmware accepts with good reason',
  () => {
    expect(vbutilFirmware(file('v.vblock', vblock), file('v.body', body))).toBe('accepted');
    expect(verdictOf(vblock, body)).toBe('whole');
  },
);

testWith('vbutil_kernel').for([
  ['a version of the kernel above 65535', resealed(u32(40, 0x1_0000))],
  ['a version of the data key above 65535', Buffer.concat([newerKey, kernel.subarray(keyblock.length)])],
  ['a command line in front of the signed body', resealed(u64(56, 0x10_1000n))],
] as const)('readKernelBlob() refuses what vbutil_kernel accepts: %s', ([, hostile]) => {
  expect(vbutilKernel(file('k.bin', hostile))).toBe('accepted');
  expect(faultOf(() => readKernelBlob(hostile))).toMatchObject({ code: 'FMT-01' });
});

testWith('vbutil_kernel')('readKernelBlob() accepts what vbutil_kernel accepts with good reason', () => {
  expect(vbutilKernel(file('k.bin', kernel))).toBe('accepted');
  expect(faultOf(() => readKernelBlob(kernel))).toBe('nothing thrown');
});

function resealed(edit: Edit): Uint8Array {
  return resealedPreamble(kernel, keyblock.length, edit, dataKey);
}

function vbutilFirmware(signature: string, signed: string): string {
  const args = ['--verify', signature, '--signpubkey', root, '--fv', signed];
  const { status } = tool('futility', 'vbutil_firmware', ...args);
  return status === 0 ? 'accepted' : 'refused';
}

function vbutilKernel(blob: string): string {
  const { status } = tool('vbutil_kernel', '--verify', blob, '--signpubkey', root);
  return status === 0 ? 'accepted' : 'refused';
}

function verdictOf(signature: Uint8Array, signed: Uint8Array): string {
  try {
    const { keyblock: block, preambleBytes } = readVblock(signature);
    const { bodySignature } = readFirmwarePreamble(preambleBytes, block.dataKey);
    return bodyVerifies(bodySignature, signed, block.dataKey);
  } catch (error) {
    if (error instanceof Fault) return error.code;
    throw error;
  }
}
