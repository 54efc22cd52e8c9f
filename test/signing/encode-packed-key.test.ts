import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encodePackedKey } from '../../src/signing/encode-packed-key.ts';
import { generateSigningKey } from '../../src/signing/generate-signing-key.ts';
import { readVbprivk } from '../../src/signing/read-vbprivk.ts';
import { faultOf } from '../formats/fault-of.ts';
import { DEVKEYS, testWith } from '../tool.ts';

const key = generateSigningKey(4);

test('encodePackedKey() writes header, sizes, modulus and what the firmware would calculate from it', () => {
  const file = encodePackedKey(key, 7);
  expect(file).toHaveLength(32 + 8 + 2 * 256);
  expect(Buffer.from(file.subarray(0, 36)).toString('hex')).toBe(
    '200000000000000008020000000000000400000000000000070000000000000040000000',
  );
  expect(Buffer.from(file.subarray(40, 296).toReversed()).toString('base64url')).toBe(
    key.privateKey.export({ format: 'jwk' }).n,
  );
});

test.for([-1, 0x1_0000, 2 ** 32])('encodePackedKey() refuses version %i', (version) => {
  expect(faultOf(() => encodePackedKey(key, version))).toMatchObject({ facts: { field: 'key_version' } });
});

testWith('futility').for(['root_key', 'firmware_data_key', 'kernel_data_key', 'minios_kernel_data_key'])(
  'encodePackedKey() writes the public half of the development key %s as vboot does',
  (name) => {
    const privateKey = readVbprivk(readFileSync(join(DEVKEYS, `${name}.vbprivk`)));
    const file = readFileSync(join(DEVKEYS, `${name}.vbpubk`));
    expect(Buffer.compare(encodePackedKey(privateKey, 1), file)).toBe(0);
  },
);
