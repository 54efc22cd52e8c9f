import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { blockDigest } from '../../../src/formats/verity/block-digest.ts';
import { blockDigester } from '../../../src/formats/verity/block-digester.ts';

const block = Uint8Array.from({ length: 4096 }, (_, index) => (index * 7) & 0xff);
const sha256 = (...parts: readonly Uint8Array[]): Buffer =>
  createHash('sha256').update(Buffer.concat(parts)).digest();
const salt = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(0xab);

test('blockDigest() of version 0 has the salt behind the block', () => {
  expect(blockDigest(block, { version: 0, salt: salt(32) })).toEqual(sha256(block, salt(32)));
});

test('blockDigest() of version 1 has the salt in front of the block, at its own length', () => {
  expect(blockDigest(block, { version: 1, salt: salt(5) })).toEqual(sha256(salt(5), block));
});

test.for([0, 1] as const)(
  'blockDigest() of version %d without a salt is the SHA-256 of the block',
  (version) => {
    expect(blockDigest(block, { version, salt: salt(0) })).toEqual(sha256(block));
  },
);

test('blockDigest() of version 0 fills a short salt up with zeros', () => {
  expect(blockDigest(block, { version: 0, salt: salt(5) })).toEqual(
    sha256(block, salt(5), new Uint8Array(27)),
  );
});

test('blockDigest() of version 0 cuts a long salt to 32 bytes', () => {
  expect(blockDigest(block, { version: 0, salt: salt(40) })).toEqual(sha256(block, salt(32)));
});

test.for([0, 1] as const)('blockDigest() of version %d refuses a salt above 256 bytes', (version) => {
  expect(() => blockDigest(block, { version, salt: salt(257) })).toThrow(
    expect.objectContaining({ code: 'FMT-01', facts: expect.objectContaining({ field: 'salt' }) }),
  );
});

test.for([0, 4095, 4097])('blockDigest() refuses a block of %d bytes', (bytes) => {
  for (const rule of [
    { version: 0 as const, salt: salt(32) },
    { version: 1 as const, salt: salt(0) },
  ]) {
    expect(() => blockDigest(new Uint8Array(bytes), rule)).toThrow(
      expect.objectContaining({ code: 'FMT-01', facts: expect.objectContaining({ field: 'block' }) }),
    );
  }
});

test('blockDigester() reads blocks in the shared memory of WebAssembly', () => {
  const shared = new Uint8Array(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer);
  shared.set(block, 8192);
  for (const bytes of [0, 32]) {
    const rule = { version: 0, salt: salt(bytes) } as const;
    expect(blockDigester(rule)(shared.subarray(8192, 12288))).toEqual(sha256(block, salt(bytes)));
  }
});

test('blockDigester() gives digests that the next call leaves as they are', () => {
  const digest = blockDigester({ version: 0, salt: salt(32) });
  const first = digest(block);
  const before = first.toString('hex');
  digest(new Uint8Array(4096));
  expect(first.toString('hex')).toBe(before);
});

test('blockDigester() keeps the salt that it was made with when the array is changed later', () => {
  const changing = Buffer.from(salt(32));
  const digest = blockDigester({ version: 1, salt: changing });
  changing.fill(0);
  expect(digest(block)).toEqual(sha256(salt(32), block));
});
