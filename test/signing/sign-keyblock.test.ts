import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { encodePackedKey } from '../../src/signing/encode-packed-key.ts';
import { generateSigningKey } from '../../src/signing/generate-signing-key.ts';
import { readVbprivk } from '../../src/signing/read-vbprivk.ts';
import { signKeyblock } from '../../src/signing/sign-keyblock.ts';
import { faultOf } from '../formats/fault-of.ts';
import { DEVKEYS, testWith, tool } from '../tool.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
afterAll(() => rmSync(folder, { recursive: true }));

const devkey = (name: string): Uint8Array => readFileSync(join(DEVKEYS, name));
const key = generateSigningKey(4);
const dataKey = encodePackedKey(key, 1);

test.for([
  ['a data key that nobody could read', 'key_offset', { dataKey: dataKey.subarray(0, -1), flags: 0 }],
  ['a flag that is not known', 'flags', { dataKey, flags: 0x40 }],
  ['flags above 32 bits', 'flags', { dataKey, flags: 2 ** 32 }],
  ['negative flags', 'flags', { dataKey, flags: -1 }],
] as const)('signKeyblock() refuses %s', ([, field, parts]) => {
  expect(faultOf(() => signKeyblock(parts, key))).toMatchObject({ code: 'FMT-01', facts: { field } });
});

testWith('futility').for([
  ['firmware', 'firmware_data_key', 'root_key', 0x17],
  ['kernel', 'kernel_data_key', 'kernel_subkey', 0x17],
  ['recovery_kernel', 'recovery_kernel_data_key', 'recovery_key', 0x1b],
  ['installer_kernel', 'installer_kernel_data_key', 'recovery_key', 0x1a],
  ['minios_kernel', 'minios_kernel_data_key', 'recovery_key', 0x2b],
] as const)(
  'signKeyblock() makes the development keyblock %s again, bit for bit',
  ([name, data, signer, flags]) => {
    const made = signKeyblock(
      { dataKey: devkey(`${data}.vbpubk`), flags },
      readVbprivk(devkey(`${signer}.vbprivk`)),
    );
    expect(Buffer.compare(made, devkey(`${name}.keyblock`))).toBe(0);
  },
);

testWith('futility').for([
  ['signed', key],
  ['unsigned', 'none'],
] as const)('signKeyblock() makes an %s keyblock that vbutil_keyblock accepts', ([name, signer]) => {
  const path = join(folder, `${name}.keyblock`);
  const publicKey = join(folder, 'key.vbpubk');
  writeFileSync(path, signKeyblock({ dataKey, flags: 6 }, signer));
  writeFileSync(publicKey, dataKey);
  const check = signer === 'none' ? [] : ['--signpubkey', publicKey];
  const { status, stdout } = tool('futility', 'vbutil_keyblock', '--unpack', path, ...check);
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/Flags: +6 /) });
});
