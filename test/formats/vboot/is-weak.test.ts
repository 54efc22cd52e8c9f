import { expect, test } from 'vitest';
import { isWeak } from '../../../src/formats/vboot/is-weak.ts';
import { readPackedKey } from '../../../src/formats/vboot/packed-key.ts';
import { encodePackedKey } from '../../../src/signing/encode-packed-key.ts';
import { generateSigningKey } from '../../../src/signing/generate-signing-key.ts';

test.for([
  [2, 'RSA-1024 with SHA-512', true],
  [3, 'RSA-2048 with SHA-1', true],
  [4, 'RSA-2048 with SHA-256', false],
  [13, 'RSA-2048 with exponent 3 and SHA-256', false],
] as const)('isWeak() of algorithm %i, %s, is %s', ([algorithm, , weak]) => {
  expect(isWeak(readPackedKey(encodePackedKey(generateSigningKey(algorithm), 1)))).toBe(weak);
});
