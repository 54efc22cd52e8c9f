import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { acpiTable } from '../../vm/acpi-table.ts';
import { testWith } from '../tool.ts';

const work = mkdtempSync(join(tmpdir(), 'rsd-'));
const NETBOOK = {
  hwid: 'NIMBUS A2B-C3D-E4F',
  sku: 42,
  serial: 'NB0042',
  developerSwitch: 'on',
  recoveryReason: 0x43,
} as const;

afterAll(() => rmSync(work, { recursive: true }));

testWith('iasl')('acpiTable() makes a table with the hardware ID in it that iasl compiles', async () => {
  const table = readFileSync(await acpiTable(NETBOOK, join(work, 'one')));
  expect(table.subarray(0, 4).toString()).toBe('SSDT');
  expect(table.readUInt32LE(4)).toBe(table.length);
  expect(table.includes('NIMBUS A2B-C3D-E4F\0')).toBe(true);
  expect(table.includes('56 62 53 44 03 00 00 00 48 04')).toBe(true);
});

test.for([
  ['a quote', 'NIMBUS "A'],
  ['a backslash', 'NIMBUS\\x'],
  ['no ASCII', 'NIMBÜS'],
  ['a line', 'A\nB'],
])('acpiTable() refuses a hardware ID with %s', async ([, hwid = '']) => {
  await expect(acpiTable({ ...NETBOOK, hwid }, join(work, 'two'))).rejects.toThrow(
    'cannot stand in an ACPI table',
  );
});
