import { expect, test } from 'vitest';
import { encodePackedKey } from '../../src/signing/encode-packed-key.ts';
import { generateSigningKey } from '../../src/signing/generate-signing-key.ts';
import { refuseUnverifiable } from '../../src/signing/refuse-unverifiable.ts';
import { signKeyblock } from '../../src/signing/sign-keyblock.ts';
import { faultOf } from '../formats/fault-of.ts';

const signer = generateSigningKey(4);
const keyblock = signKeyblock({ dataKey: encodePackedKey(signer, 1), flags: 0 }, 'none');
const good = { keyblock, signer, version: 65_535 };

test('refuseUnverifiable() has nothing against the key of the keyblock', () => {
  expect(faultOf(() => refuseUnverifiable(good))).toBe('nothing thrown');
});

test.for([
  ['another key', 'signer', { signer: generateSigningKey(4) }],
  ['bytes behind the keyblock', 'keyblock', { keyblock: Buffer.concat([keyblock, Buffer.alloc(1)]) }],
  ['version 65536', 'version', { version: 65_536 }],
] as const)('refuseUnverifiable() refuses %s', ([, field, change]) => {
  expect(faultOf(() => refuseUnverifiable({ ...good, ...change }))).toMatchObject({
    code: 'FMT-01',
    facts: { field },
  });
});
