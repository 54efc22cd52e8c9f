import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CpioEntry, encodeCpio } from '../../initramfs/encode-cpio.ts';
import { testWith, tool } from '../tool.ts';

const EPOCH_SECONDS = 1_767_225_600;
const ENTRIES: readonly CpioEntry[] = [
  { kind: 'folder', path: 'bin' },
  { kind: 'program', path: 'bin/tool', content: Buffer.from('#!/bin/sh\n') },
  { kind: 'link', path: 'bin/sh', target: 'tool' },
  { kind: 'file', path: 'notes', content: Buffer.from('odd') },
];

testWith('cpio')('encodeCpio() makes an archive that cpio unpacks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  writeFileSync(join(folder, 'archive'), encodeCpio(ENTRIES, EPOCH_SECONDS));
  const out = join(folder, 'out');
  mkdirSync(out);
  const { status, stderr } = tool('cpio', '-i', '--quiet', '-D', out, '-F', join(folder, 'archive'));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(readFileSync(join(out, 'bin/tool'), 'utf8')).toBe('#!/bin/sh\n');
  expect(statSync(join(out, 'bin/tool')).mode & 0o777).toBe(0o755);
  expect(readlinkSync(join(out, 'bin/sh'))).toBe('tool');
  expect(statSync(join(out, 'notes')).mode & 0o777).toBe(0o644);
  rmSync(folder, { recursive: true });
});

testWith('cpio')('encodeCpio() gives everything to root, at the time that it is told', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  writeFileSync(join(folder, 'archive'), encodeCpio(ENTRIES, EPOCH_SECONDS));
  const { stdout } = tool('cpio', '-itvn', '--quiet', '-F', join(folder, 'archive'));
  expect(stdout.trimEnd().split('\n')).toHaveLength(ENTRIES.length);
  for (const line of stdout.trimEnd().split('\n')) expect(line).toMatch(/ 0 +0 .* Jan +1 +2026 /);
  rmSync(folder, { recursive: true });
});

test('encodeCpio() numbers its members and starts each at a multiple of four bytes', () => {
  const content = fc.uint8Array({ maxLength: 9 });
  const path = fc.stringMatching(/^[a-z]{1,9}$/);
  const entry = fc.record({ kind: fc.constantFrom('file' as const, 'program' as const), path, content });
  fc.assert(
    fc.property(fc.array(entry), (entries) => {
      const archive = Buffer.from(encodeCpio(entries, EPOCH_SECONDS));
      const starts = [...archive.toString('latin1').matchAll(/070701([0-9A-F]{8})/g)];
      expect(starts.map(({ index }) => index % 4)).toEqual(starts.map(() => 0));
      const numbers = starts.map(([, number = '']) => Number.parseInt(number, 16));
      expect(numbers).toEqual([...entries.map((_, index) => index + 1), 0]);
    }),
  );
});
