import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { encodePackedKey } from '../../src/signing/encode-packed-key.ts';
import { generateSigningKey } from '../../src/signing/generate-signing-key.ts';
import { readVbprivk } from '../../src/signing/read-vbprivk.ts';
import { signKeyblock } from '../../src/signing/sign-keyblock.ts';
import { signVblock } from '../../src/signing/sign-vblock.ts';
import { faultOf } from '../formats/fault-of.ts';
import { options } from '../formats/vboot/options.ts';
import { DEVKEYS, testWith, tool } from '../tool.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = (name: string): string => join(folder, name);
const devkey = (name: string): string => join(DEVKEYS, name);

const body = Buffer.from('{"format":1}\n');
writeFileSync(path('body'), body);

const root = generateSigningKey(4);
const signer = generateSigningKey(4);
const subkey = encodePackedKey(generateSigningKey(4), 1);
const keyblock = signKeyblock({ dataKey: encodePackedKey(signer, 1), flags: 7 }, root);

test.for([
  ['another signer than the keyblock names', 'signer', { signer: root }],
  ['a version above 65535', 'version', { version: 65_536 }],
  ['a kernel subkey that is cut short', 'key_offset', { kernelSubkey: subkey.subarray(0, -1) }],
] as const)('signVblock() refuses %s', ([, field, change]) => {
  const parts = { keyblock, signer, version: 1, kernelSubkey: subkey, ...change };
  expect(faultOf(() => signVblock(body, parts))).toMatchObject({ code: 'FMT-01', facts: { field } });
});

testWith('futility')('signVblock() makes what vbutil_firmware makes, bit for bit', () => {
  const made = signVblock(body, {
    keyblock: readFileSync(devkey('firmware.keyblock')),
    signer: readVbprivk(readFileSync(devkey('firmware_data_key.vbprivk'))),
    version: 4,
    kernelSubkey: readFileSync(devkey('kernel_subkey.vbpubk')),
  });
  tool(
    'futility',
    'vbutil_firmware',
    ...options({ vblock: path('v'), fv: path('body'), version: '4' }),
    ...options({ keyblock: devkey('firmware.keyblock'), signprivate: devkey('firmware_data_key.vbprivk') }),
    ...options({ kernelkey: devkey('kernel_subkey.vbpubk') }),
  );
  expect(Buffer.compare(made, readFileSync(path('v')))).toBe(0);
});

testWith('futility')('signVblock() makes, with keys of its own, what vbutil_firmware accepts', () => {
  writeFileSync(path('mine'), signVblock(body, { keyblock, signer, version: 65_535, kernelSubkey: subkey }));
  writeFileSync(path('root.vbpubk'), encodePackedKey(root, 1));
  const args = ['--verify', path('mine'), '--signpubkey', path('root.vbpubk'), '--fv', path('body')];
  const { status, stdout } = tool('futility', 'vbutil_firmware', ...args, '--kernelkey', path('subkey'));
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: expect.stringMatching(/Firmware version: +65535/),
  });
  expect(Buffer.compare(readFileSync(path('subkey')), subkey)).toBe(0);
});
