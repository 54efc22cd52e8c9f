import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DEVKEYS, testWith } from '../tool.ts';

const MAIN = join(import.meta.dirname, '../../src/rsd/main.ts');
const folder = mkdtempSync(join(tmpdir(), 'rsd-main-'));
afterAll(() => rmSync(folder, { recursive: true }));

function rsd(...args: readonly string[]) {
  return spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8', env: { HOME: folder } });
}

test('rsd says what is wrong, with its facts, and ends with 10 when it has written nothing', () => {
  const { status, stdout, stderr } = rsd('verify', join(folder, 'nothing'));
  expect(status).toBe(10);
  expect(stdout).toBe('');
  expect(stderr).toContain('OPT-01: An option cannot be used');
  expect(stderr).toContain(`option: ${join(folder, 'nothing')}`);
});

testWith('futility')('rsd ends with 0 when all holds', () => {
  const keyblock = join(DEVKEYS, 'kernel.keyblock');
  const { status, stdout, stderr } = rsd('verify', keyblock, '--key', join(DEVKEYS, 'kernel_subkey.vbpubk'));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^ok {2}kernel\.keyblock/);
});

test.for([
  [['keys', 'show'], 2],
  [['keys', 'break'], 2],
  [['sign', '--id', 'x'], 2],
  [['sign', '--arch', 'z80'], 2],
  [['keys', 'new', '--help'], 0],
  [['sign', '--help'], 0],
  [['import', '--help'], 0],
] as const)('rsd %s ends with %i', ([args, status]) => {
  expect(rsd(...args).status).toBe(status);
});

test.for(['keys', 'sign', 'verify', 'import', 'extract-kernel'])(
  'the help of rsd %s has examples and fits 100 columns',
  (command) => {
    const { stdout } = rsd(command, '--help');
    expect(stdout).toMatch(/Examples:\n +(?:A developer|rsd )/);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  },
);
