import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readTrustedKeys } from '../../src/host/read-trusted-keys.ts';
import { encodePackedKey } from '../../src/signing/encode-packed-key.ts';
import { generateSigningKey } from '../../src/signing/generate-signing-key.ts';
import { DEVKEYS } from '../tool.ts';

const ROOT = encodePackedKey(generateSigningKey(4), 1);
const RECOVERY = encodePackedKey(generateSigningKey(4), 2);

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  writeFileSync(join(folder, 'root_key.vbpubk'), ROOT);
  writeFileSync(join(folder, 'recovery_key.vbpubk'), RECOVERY);
});

afterEach(() => rmSync(folder, { recursive: true }));

test('readTrustedKeys() reads the root key and the recovery key', async () => {
  const keys = await readTrustedKeys(folder);
  expect(keys.map(({ algorithm, keyVersion }) => [algorithm, keyVersion])).toEqual([
    [4, 1],
    [4, 2],
  ]);
});

test.skipIf(!existsSync(DEVKEYS))('readTrustedKeys() reads the development keys of vboot', async () => {
  for (const name of ['root_key', 'recovery_key']) {
    copyFileSync(join(DEVKEYS, `${name}.vbpubk`), join(folder, `${name}.vbpubk`));
  }
  const keys = await readTrustedKeys(folder);
  expect(keys.map(({ signatureBytes }) => signatureBytes)).toEqual([1024, 1024]);
});

test.for([
  ['missing', (path: string) => rmSync(path), 'ENOENT'],
  [
    'a folder',
    (path: string) => {
      rmSync(path);
      mkdirSync(path);
    },
    'EISDIR',
  ],
  ['empty', (path: string) => writeFileSync(path, ''), 'algorithm: '],
  ['cut short', (path: string) => writeFileSync(path, RECOVERY.subarray(0, -1)), 'key_offset: '],
  ['something else', (path: string) => writeFileSync(path, 'x'.repeat(100_000)), 'algorithm: '],
] as const)('readTrustedKeys() gives SIG-07 when a key is %s', async ([, spoil, reason]) => {
  const path = join(folder, 'recovery_key.vbpubk');
  spoil(path);
  await expect(readTrustedKeys(folder)).rejects.toMatchObject({
    code: 'SIG-07',
    facts: { path, reason: expect.stringContaining(reason) },
  });
});
