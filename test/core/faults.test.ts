import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FAULTS } from '../../src/core/fault-catalogue.ts';
import { Fault, toFault } from '../../src/core/faults.ts';

test('every fault fits on one line of an 80-column screen', () => {
  const lines = Object.entries(FAULTS).map(([code, { title }]) => `${code}  ${title}`);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
});

test('every code has the form AREA-NN, so that it can be read out', () => {
  expect(Object.keys(FAULTS).filter((code) => !/^[A-Z]{3}-\d\d$/.test(code))).toEqual([]);
});

test('toFault() calls an error without a code our own defect and keeps it as the cause', () => {
  const cause = new RangeError('x');
  expect(toFault(cause)).toMatchObject({ code: 'BUG-00', cause });
});

test('toFault() passes a fault through', () => {
  const fault = new Fault('DSK-03', { disk: 'nvme0n1' });
  expect(toFault(fault)).toBe(fault);
});

test('a code is never removed and never gets another meaning: test/golden/fault-codes.txt only grows', async () => {
  const lines = Object.entries(FAULTS).map(([code, { title }]) => `${code} ${title}\n`);
  await expect(lines.join('')).toMatchFileSnapshot('../golden/fault-codes.txt');
});

test('every code is used by the program (those of INI by the initramfs)', () => {
  const source = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('core/fault'))
    .map((name) => readFileSync(join('src', name), 'utf8'))
    .join('');
  expect(
    Object.keys(FAULTS).filter((code) => !code.startsWith('INI') && !source.includes(`'${code}'`)),
  ).toEqual([]);
});
