import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { encodeGbb } from '../../../src/formats/gbb/encode-gbb.ts';
import type { Gbb } from '../../../src/formats/gbb/gbb.ts';
import { DEVKEYS, testWith, tool } from '../../tool.ts';
import { faultOf } from '../fault-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
afterAll(() => rmSync(folder, { recursive: true }));

const blank: Gbb = { flags: 0, hwid: '', rootKey: new Uint8Array(), recoveryKey: new Uint8Array() };

test.for<[string, string, Partial<Gbb>]>([
  ['a hardware ID of 256 characters', 'hwid', { hwid: 'A'.repeat(256) }],
  ['a hardware ID with a newline', 'hwid', { hwid: 'ACME\n' }],
  ['a hardware ID that is not ASCII', 'hwid', { hwid: 'ACMÉ' }],
  ['flags below 0', 'flags', { flags: -1 }],
  ['flags of 33 bits', 'flags', { flags: 2 ** 32 }],
  ['half a flag', 'flags', { flags: 0.5 }],
])('encodeGbb() refuses %s', ([, field, change]) => {
  expect(faultOf(() => encodeGbb({ ...blank, ...change }))).toMatchObject({
    code: 'FMT-01',
    facts: { format: 'GBB', field },
  });
});

testWith('futility')('encodeGbb() makes a GBB that futility reads back whole', () => {
  const rootKey = readFileSync(join(DEVKEYS, 'root_key.vbpubk'));
  const recoveryKey = readFileSync(join(DEVKEYS, 'recovery_key.vbpubk'));
  const image = join(folder, 'gbb');
  writeFileSync(image, encodeGbb({ flags: 0x8000_0001, hwid: 'ACME ONE A2B', rootKey, recoveryKey }));

  const files = { root: join(folder, 'root'), recovery: join(folder, 'recovery') };
  const exports = [`--rootkey=${files.root}`, `--recoverykey=${files.recovery}`];
  const shown = tool('futility', 'gbb', '-g', '--hwid', '--flags', '--digest', ...exports, image);
  expect(shown).toMatchObject({ status: 0, stderr: '' });
  expect(shown.stdout).toContain('hardware_id: ACME ONE A2B\n');
  expect(shown.stdout).toContain('flags: 0x80000001\n');
  expect(shown.stdout).toMatch(/^digest: [0-9a-f]{64} {3}valid$/m);
  expect(readFileSync(files.root)).toEqual(rootKey);
  expect(readFileSync(files.recovery)).toEqual(recoveryKey);
});
