import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { algorithmOf } from '../../../src/formats/vboot/algorithm.ts';
import { encodePackedKey } from '../../../src/signing/encode-packed-key.ts';
import { generateSigningKey } from '../../../src/signing/generate-signing-key.ts';
import { testWith, tool } from '../../tool.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
afterAll(() => rmSync(folder, { recursive: true }));

test.for([
  [0, 1024, 65537, 'sha1'],
  [5, 2048, 65537, 'sha512'],
  [7, 4096, 65537, 'sha256'],
  [11, 8192, 65537, 'sha512'],
  [13, 2048, 3, 'sha256'],
  [17, 3072, 3, 'sha512'],
] as const)('algorithmOf() knows number %i', ([number, keyBits, exponent, hash]) => {
  expect(algorithmOf(number)).toEqual({ keyBits, exponent, hash });
});

test.for([-1, 18, 1.5, 2 ** 32, Number.NaN])('algorithmOf() does not know number %s', (number) => {
  expect(algorithmOf(number)).toBe('unknown');
});

testWith('futility').for([
  [1, 'RSA1024 SHA256'],
  [5, 'RSA2048 SHA512'],
  [12, 'RSA2048 EXP3 SHA1'],
  [16, 'RSA3072 EXP3 SHA256'],
] as const)('algorithmOf() gives number %i the meaning that vbutil_key gives it', ([number, name]) => {
  const file = join(folder, `${number}.vbpubk`);
  writeFileSync(file, encodePackedKey(generateSigningKey(number), 1));
  const { status, stdout } = tool('futility', 'vbutil_key', '--unpack', file);
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining(`${number} ${name}`) });
});
