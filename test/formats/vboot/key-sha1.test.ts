import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { keySha1 } from '../../../src/formats/vboot/key-sha1.ts';
import { readPackedKey } from '../../../src/formats/vboot/packed-key.ts';
import { encodePackedKey } from '../../../src/signing/encode-packed-key.ts';
import { generateSigningKey } from '../../../src/signing/generate-signing-key.ts';
import { testWith, tool } from '../../tool.ts';

const RSA_2048_SHA256 = 4;
const folder = mkdtempSync(join(tmpdir(), 'rsd-key-'));
afterAll(() => rmSync(folder, { recursive: true }));

testWith('futility')('keySha1() names a key as futility does, whatever its version is', () => {
  const key = generateSigningKey(RSA_2048_SHA256);
  const file = join(folder, 'key.vbpubk');
  writeFileSync(file, encodePackedKey(key, 7));
  const { stdout } = tool('futility', 'show', file);
  const name = keySha1(readPackedKey(encodePackedKey(key, 9)));
  expect(name).toMatch(/^[0-9a-f]{40}$/);
  expect(stdout).toContain(name);
});
