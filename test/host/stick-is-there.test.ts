import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stickIsThere } from '../../src/host/stick-is-there.ts';
import { LOOP_DEVICES, loopDevice, mounted, said } from './real-devices.ts';

// Real block devices and mounts need root and the loop driver: skipped tests are named at the end of a run.
const noLoops = LOOP_DEVICES === 'missing';

let folder = '';

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'rsd-')));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('stickIsThere() says no of a folder that nothing is mounted at', async () => {
  expect(await stickIsThere(folder)).toBe(false);
  expect(await stickIsThere(join(folder, 'none'))).toBe(false);
});

test('stickIsThere() says no of a mount that has no device', async () => {
  expect(await stickIsThere('/proc')).toBe(false);
});

test.skipIf(noLoops)('stickIsThere() says yes while a device is mounted (loop device)', async () => {
  const image = join(folder, 'image');
  writeFileSync(image, new Uint8Array(1 << 20));
  said('mkfs.ext4', '-q', image);
  using loop = loopDevice(image);
  const stick = join(folder, 'my stick');
  {
    using _ = mounted(loop.path, stick);
    expect(await stickIsThere(stick)).toBe(true);
  }
  expect(await stickIsThere(stick)).toBe(false);
});

test.skipIf(noLoops)('stickIsThere() means what was mounted last (loop device)', async () => {
  const image = join(folder, 'image');
  writeFileSync(image, new Uint8Array(1 << 20));
  said('mkfs.ext4', '-q', image);
  using loop = loopDevice(image);
  const stick = join(folder, 'stick');
  using held = new DisposableStack();
  held.use(mounted(loop.path, stick));
  held.use(mounted('rsd', stick, '-t', 'tmpfs'));
  expect(await stickIsThere(stick)).toBe(false);
});
