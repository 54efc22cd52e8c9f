import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deviceNumber } from '../../src/host/device-number.ts';
import { LOOP_DEVICES, said } from './real-devices.ts';

test('deviceNumber() knows /dev/null', () => {
  expect(deviceNumber(statSync('/dev/null').rdev)).toBe('1:3');
});

test.skipIf(LOOP_DEVICES === 'missing').for([
  [8, 0],
  [179, 255],
  [259, 256],
  [259, 70_000],
  [4095, 1_048_575],
] as const)('deviceNumber() takes %i:%i out of what stat says (mknod, root)', ([major, minor]) => {
  const folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  said('mknod', join(folder, 'node'), 'b', String(major), String(minor));
  expect(deviceNumber(statSync(join(folder, 'node')).rdev)).toBe(`${major}:${minor}`);
  rmSync(folder, { recursive: true });
});
