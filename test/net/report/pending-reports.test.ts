import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PendingReports } from '../../../src/net/report/pending-reports.ts';
import { aReport, deviceCalled, runId } from '../../report/a-report.ts';

let stick: string;
let folder: string;

beforeEach(() => {
  stick = mkdtempSync(join(tmpdir(), 'rsd-pending-'));
  folder = join(stick, 'reports/pending');
});
afterEach(() => rmSync(stick, { recursive: true }));

const bytesOf = (number: number): Uint8Array =>
  Buffer.from(JSON.stringify(aReport({ run: runId(number), device: deviceCalled(`N-${number}`) })));

test('a report that is kept is there for the next run, with the name that it is sent by, until it is removed', async () => {
  {
    await using pending = await PendingReports.on(stick);
    for (const number of [1, 2]) await pending.keep(runId(number), bytesOf(number));
  }
  await using pending = await PendingReports.on(stick);
  expect((await pending.files()).toSorted()).toEqual([`${runId(1)}.json`, `${runId(2)}.json`]);
  expect(await pending.read(`${runId(1)}.json`)).toMatchObject({ name: `N-1-${runId(1)}.json` });
  await pending.remove(`${runId(1)}.json`);
  expect(await pending.files()).toEqual([`${runId(2)}.json`]);
});

test('what a power cut left of a report is not sent, and goes when the next is kept', async () => {
  await using pending = await PendingReports.on(stick);
  writeFileSync(join(folder, `${runId(1)}.part`), bytesOf(1).subarray(0, 50));
  expect(await pending.files()).toEqual([]);
  await pending.keep(runId(2), bytesOf(2));
  expect(readdirSync(folder)).toEqual([`${runId(2)}.json`]);
});

test.for([
  ['of another run than its name says', (path: string) => writeFileSync(path, bytesOf(2))],
  ['cut short', (path: string) => writeFileSync(path, bytesOf(1).subarray(0, 50))],
  ['longer than any', (path: string) => writeFileSync(path, Buffer.alloc((1 << 20) + 1, ' '))],
  ['a link', (path: string) => symlinkSync('/etc/passwd', path)],
  ['a folder', (path: string) => mkdirSync(path)],
] as const)('a report on the stick that is %s is none', async ([, put]) => {
  await using pending = await PendingReports.on(stick);
  put(join(folder, `${runId(1)}.json`));
  expect(await pending.read(`${runId(1)}.json`)).toBe('no-report');
});

test('reports are kept in no place that a link on the stick chooses', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'rsd-elsewhere-'));
  symlinkSync(elsewhere, join(stick, 'reports'));
  await expect(PendingReports.on(stick)).rejects.toThrow(/ELOOP|ENOTDIR/);
  expect(readdirSync(elsewhere)).toEqual([]);
  rmSync(elsewhere, { recursive: true });
});
