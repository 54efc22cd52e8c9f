import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { encodeGbb } from '../../../src/formats/gbb/encode-gbb.ts';
import type { Gbb } from '../../../src/formats/gbb/gbb.ts';
import { readGbb } from '../../../src/formats/gbb/read-gbb.ts';
import { DEVKEYS, testWith, tool } from '../../tool.ts';
import { faultOf } from '../fault-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
afterAll(() => rmSync(folder, { recursive: true }));

const gbb: Gbb = {
  flags: 0x39,
  hwid: 'ACME ONE A2B-C3D',
  rootKey: new Uint8Array(40).fill(1),
  recoveryKey: new Uint8Array(48).fill(2),
};

/** A GBB with numbers changed. */
function changed(
  ...changes: readonly (readonly [offsetBytes: number, value: number, bits: 16 | 32])[]
): Uint8Array {
  const bytes = encodeGbb(gbb);
  const view = new DataView(bytes.buffer);
  for (const [at, value, bits] of changes) {
    if (bits === 16) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
  }
  return bytes;
}

test('readGbb() gives back what encodeGbb() was given, and does not look behind it', () => {
  const key = fc.uint8Array({ maxLength: 64 });
  const hwid = fc.string({ unit: 'grapheme-ascii', maxLength: 255 });
  const any = fc.record({ flags: fc.nat(0xffffffff), hwid, rootKey: key, recoveryKey: key });
  fc.assert(
    fc.property(any, fc.uint8Array(), (of, behind) => {
      expect(readGbb(new Uint8Array(Buffer.concat([encodeGbb(of), behind])))).toEqual(of);
    }),
  );
});

const ROOT_KEY_AT = 128 + 256;

test.for<[string, string, Uint8Array]>([
  ['another signature', 'signature', changed([0, 0, 32])],
  ['another major version', 'version', changed([4, 2, 16])],
  ['a header that is too small', 'header_size', changed([8, 127, 32])],
  ['a header larger than all', 'header_size', changed([8, 0xffffffff, 32])],
  ['a header that runs into the hardware ID', 'hwid', changed([8, 129, 32])],
  ['a hardware ID in the header', 'hwid', changed([16, 127, 32])],
  ['a hardware ID without room', 'hwid', changed([20, 0, 32])],
  ['a root key that overlaps the hardware ID', 'rootKey', changed([24, ROOT_KEY_AT - 1, 32])],
  ['a recovery key that overlaps the root key', 'recoveryKey', changed([40, ROOT_KEY_AT + 39, 32])],
  ['bitmaps that overlap the recovery key', 'recoveryKey', changed([32, ROOT_KEY_AT + 40, 32], [36, 1, 32])],
  ['a root key beyond the end', 'rootKey', changed([24, 0xffffffff, 32])],
  ['a recovery key of 4 GiB', 'recoveryKey', changed([44, 0xffffffff, 32])],
  ['a recovery key one byte too long', 'recoveryKey', changed([44, 49, 32])],
  ['an unprintable hardware ID', 'hwid', changed([128, 0x1b, 32])],
  ['another hardware ID than that of the digest', 'hwid_digest', changed([128, 0x41, 16])],
  ['no digest', 'hwid_digest', encodeGbb(gbb).fill(0, 48, 80)],
  ['no hardware ID with the digest of one', 'hwid_digest', encodeGbb(gbb).fill(0, 128, 128 + 256)],
  ['a hardware ID without a NUL', 'hwid', encodeGbb(gbb).fill(0x41, 128, 128 + 256)],
  ['a hardware ID that ends behind what the firmware reads', 'hwid', unended()],
])('readGbb() refuses %s', ([, field, bytes]) => {
  expect(faultOf(() => readGbb(bytes))).toMatchObject({ code: 'FMT-01', facts: { format: 'GBB', field } });
});

function unended(): Uint8Array {
  const bytes = changed([24, 0, 32], [28, 0, 32], [20, 256 + 40, 32]);
  return bytes.fill(0x41, 128, 128 + 256).fill(0, 128 + 256, 128 + 256 + 40);
}

test('readGbb() needs no digest before version 1.2', () => {
  const old = changed([6, 1, 16]).fill(0, 48, 80);
  expect(readGbb(old)).toEqual(gbb);
});

test('readGbb() throws nothing but faults for a GBB that was changed here and there, or cut', () => {
  const changes = fc.array(fc.tuple(fc.nat(127), fc.nat(255)), { maxLength: 4 });
  fc.assert(
    fc.property(changes, fc.nat(500), (spots, length) => {
      const bytes = encodeGbb(gbb);
      for (const [at, value] of spots) bytes[at] = value;
      const fault = faultOf(() => readGbb(bytes.subarray(0, length)));
      expect(fault === 'nothing thrown' || fault.code === 'FMT-01').toBe(true);
    }),
    { numRuns: 500 },
  );
});

const root = join(DEVKEYS, 'root_key.vbpubk');
const recovery = join(DEVKEYS, 'recovery_key.vbpubk');

testWith('futility')('readGbb() reads what futility made, blank and filled', () => {
  const image = join(folder, 'made');
  expect(tool('futility', 'gbb', '-c', '0x100,0x1000,0x20,0x1000', image)).toMatchObject({ status: 0 });
  expect(readGbb(readFileSync(image))).toMatchObject({ flags: 0, hwid: '' });

  const set = ['--hwid=ACME ONE A2B', '--flags=0x80000039', `--rootkey=${root}`, `--recoverykey=${recovery}`];
  expect(tool('futility', 'gbb', '-s', ...set, image)).toMatchObject({ status: 0 });
  const read = readGbb(readFileSync(image));
  expect(read).toMatchObject({ flags: 0x80000039, hwid: 'ACME ONE A2B' });
  expect(filled(readFileSync(root), read.rootKey)).toEqual(read.rootKey);
  expect(filled(readFileSync(recovery), read.recoveryKey)).toEqual(read.recoveryKey);
});

/** `start`, then zeros, as long as `like`. */
function filled(start: Uint8Array, like: Uint8Array): Uint8Array {
  const all = new Uint8Array(like.length);
  all.set(start);
  return all;
}
