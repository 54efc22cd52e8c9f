import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeWholeFile } from '../../src/host/write-whole-file.ts';
import { LOOP_DEVICES, mounted } from './real-devices.ts';

let folder = '';
let path = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  path = join(folder, 'report.json');
});

afterEach(() => rmSync(folder, { recursive: true }));

test('writeWholeFile() writes a new file and puts one in the place of an old one', async () => {
  await writeWholeFile(path, 'an old one that is longer\n');
  await writeWholeFile(path, 'new ü\n');
  expect(readFileSync(path, 'utf8')).toBe('new ü\n');
  expect(readdirSync(folder)).toEqual(['report.json']);
});

test('writeWholeFile() shows a reader all of one version at any moment, with several writers at once', async () => {
  const versions = Array.from({ length: 12 }, (_, at) => String(at).repeat(300_000));
  await writeWholeFile(path, 'first');
  const known = new Set(['first', ...versions]);
  const done = new AbortController();
  const writing = Promise.all(versions.map((text) => writeWholeFile(path, text))).finally(() => done.abort());
  let seen = 0;
  while (!done.signal.aborted) {
    expect(known.has(await readFile(path, 'utf8'))).toBe(true);
    seen += 1;
  }
  await writing;
  expect(versions).toContain(readFileSync(path, 'utf8'));
  expect(seen).toBeGreaterThan(0);
  expect(readdirSync(folder)).toEqual(['report.json']);
});

test('writeWholeFile() leaves nothing behind when the file cannot be put in its place', async () => {
  mkdirSync(path);
  await expect(writeWholeFile(path, 'x')).rejects.toMatchObject({ code: 'EISDIR' });
  expect(readdirSync(folder)).toEqual(['report.json']);
});

test('writeWholeFile() fails when there is no such folder', async () => {
  await expect(writeWholeFile(join(folder, 'none/x'), 'x')).rejects.toMatchObject({ code: 'ENOENT' });
});

test.skipIf(LOOP_DEVICES === 'missing')(
  'writeWholeFile() keeps the old version when the disk is full (tmpfs, root)',
  async () => {
    using _ = mounted('rsd', join(folder, 'small'), '-t', 'tmpfs', '-o', 'size=64k');
    const report = join(folder, 'small/report.json');
    writeFileSync(report, 'old');
    chmodSync(report, 0o644);
    await expect(writeWholeFile(report, 'x'.repeat(100_000))).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(readFileSync(report, 'utf8')).toBe('old');
    expect(readdirSync(join(folder, 'small'))).toEqual(['report.json']);
  },
);
