import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { filesBelow } from '../../initramfs/files-below.ts';
import { treeDigest } from '../../initramfs/tree-digest.ts';

let folder: string;
const path = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  mkdirSync(path('deep'));
  writeFileSync(path('deep/a'), 'a');
  symlinkSync('deep', path('link'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test.for([
  ['a content', () => writeFileSync(path('deep/a'), 'b')],
  ['a name', () => renameSync(path('deep/a'), path('deep/b'))],
  ['that a file is a program', () => chmodSync(path('deep/a'), 0o755)],
  ['where a link leads', () => (rmSync(path('link')), symlinkSync('elsewhere', path('link')))],
  ['that there is another file', () => writeFileSync(path('new'), '')],
] as const)('treeDigest() tells of %s', async ([, change]) => {
  const before = await treeDigest(folder);
  change();
  expect(await treeDigest(folder)).not.toBe(before);
});

test('treeDigest() does not tell of times and of the other rights', async () => {
  const before = await treeDigest(folder);
  utimesSync(path('deep/a'), 1, 1);
  chmodSync(path('deep/a'), 0o600);
  expect(await treeDigest(folder)).toBe(before);
});

test('filesBelow() follows no link', async () => {
  expect(await filesBelow(folder)).toEqual(['deep/a', 'link']);
});
