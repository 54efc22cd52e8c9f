import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { encodePackedKey } from '../../src/signing/encode-packed-key.ts';
import { encodeVbprivk } from '../../src/signing/encode-vbprivk.ts';
import { generateSigningKey } from '../../src/signing/generate-signing-key.ts';
import { readVbprivk } from '../../src/signing/read-vbprivk.ts';
import { signKeyblock } from '../../src/signing/sign-keyblock.ts';
import { DEVKEYS, testWith, tool } from '../tool.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
afterAll(() => rmSync(folder, { recursive: true }));

const key = generateSigningKey(4);

test('encodeVbprivk() writes what readVbprivk() reads', () => {
  const read = readVbprivk(encodeVbprivk(key));
  expect(read.algorithm).toBe(4);
  expect(read.privateKey.equals(key.privateKey)).toBe(true);
});

testWith('futility').for(['root_key', 'kernel_data_key'])(
  'encodeVbprivk() writes the development key %s as it is',
  (name) => {
    const file = readFileSync(join(DEVKEYS, `${name}.vbprivk`));
    expect(Buffer.compare(encodeVbprivk(readVbprivk(file)), file)).toBe(0);
  },
);

testWith('futility')('encodeVbprivk() writes what vbutil_keyblock signs with', () => {
  const path = (name: string): string => join(folder, name);
  const dataKey = encodePackedKey(key, 3);
  writeFileSync(path('key.vbprivk'), encodeVbprivk(key));
  writeFileSync(path('data.vbpubk'), dataKey);
  const args = ['--pack', path('k'), '--datapubkey', path('data.vbpubk'), '--flags', '5'];
  tool('futility', 'vbutil_keyblock', ...args, '--signprivate', path('key.vbprivk'));
  expect(Buffer.compare(readFileSync(path('k')), signKeyblock({ dataKey, flags: 5 }, key))).toBe(0);
});
