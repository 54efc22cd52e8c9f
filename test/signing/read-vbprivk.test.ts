import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeVbprivk } from '../../src/signing/encode-vbprivk.ts';
import { generateSigningKey } from '../../src/signing/generate-signing-key.ts';
import { readVbprivk } from '../../src/signing/read-vbprivk.ts';
import { faultOf } from '../formats/fault-of.ts';
import { DEVKEYS, testWith } from '../tool.ts';

const file = encodeVbprivk(generateSigningKey(4));

function withNumber(number: bigint): Uint8Array {
  const copy = Buffer.from(file);
  copy.writeBigUInt64LE(number);
  return copy;
}

test.for([
  ['no bytes', 'algorithm', new Uint8Array()],
  ['half of an algorithm', 'algorithm', file.subarray(0, 7)],
  ['an algorithm past the last', 'algorithm', withNumber(18n)],
  ['an algorithm of 2³²', 'algorithm', withNumber(2n ** 32n)],
  ['an algorithm of 2⁶⁴ − 1', 'algorithm', withNumber(2n ** 64n - 1n)],
  ['the algorithm of a longer key', 'key', withNumber(7n)],
  ['no key', 'key', file.subarray(0, 8)],
  ['a key that is cut short', 'key', file.subarray(0, -1)],
] as const)('readVbprivk() refuses %s', ([, field, bytes]) => {
  expect(faultOf(() => readVbprivk(bytes))).toMatchObject({ code: 'FMT-01', facts: { field } });
});

test('readVbprivk() throws nothing but a Fault, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.nat(file.length - 1), fc.uint8Array({ minLength: 1, maxLength: 20 }), (at, bytes) => {
      const mutant = Buffer.from(file);
      mutant.set(bytes.subarray(0, file.length - at), at);
      const outcome = faultOf(() => readVbprivk(mutant));
      expect(outcome === 'nothing thrown' || outcome.code === 'FMT-01').toBe(true);
    }),
    { numRuns: 200 },
  );
});

testWith('futility').for([
  ['root_key', 11],
  ['firmware_data_key', 7],
  ['kernel_data_key', 4],
] as const)('readVbprivk() reads the development key %s', ([name, algorithm]) => {
  expect(readVbprivk(readFileSync(join(DEVKEYS, `${name}.vbprivk`))).algorithm).toBe(algorithm);
});
