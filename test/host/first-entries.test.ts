import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { firstEntries } from '../../src/host/first-entries.ts';
import { openHandles } from './open-handles.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('firstEntries() gives every entry of a small folder with what it is', async () => {
  mkdirSync(join(folder, 'folder'));
  writeFileSync(join(folder, 'file'), '');
  symlinkSync('folder', join(folder, 'link'));
  const entries = (await firstEntries(folder, 10)).map((entry) => [
    entry.name,
    entry.isDirectory(),
    entry.isFile(),
  ]);
  expect(entries.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1))).toEqual([
    ['file', false, true],
    ['folder', true, false],
    ['link', false, false],
  ]);
});

test('firstEntries() gives as many as were asked for, and no more than there are', async () => {
  for (let at = 0; at < 300; at += 1) writeFileSync(join(folder, `file-${at}`), '');
  for (const most of [0, 1, 256, 299, 300, 301]) {
    const names = (await firstEntries(folder, most)).map(({ name }) => name);
    expect(new Set(names).size).toBe(Math.min(most, 300));
    expect(openHandles(folder)).toBe(0);
  }
});

test('firstEntries() fails with ENOENT when there is no such folder', async () => {
  await expect(firstEntries(join(folder, 'none'), 1)).rejects.toMatchObject({ code: 'ENOENT' });
});
