import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { blockDeviceFacts } from '../../src/host/block-device-facts.ts';
import { LOOP_DEVICES, loopDevice, mounted, partition, said } from './real-devices.ts';

// Real block devices and mounts need root and the loop driver: skipped tests are named at the end of a run.
const noLoops = LOOP_DEVICES === 'missing';

let folder = '';
let image = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  image = join(folder, 'disk');
  writeFileSync(image, '');
  truncateSync(image, 8 << 20);
});

afterEach(() => rmSync(folder, { recursive: true }));

test.skipIf(noLoops).for([
  [[], { sizeBytes: 8 << 20, access: 'read-write', sectorBytes: 512 }],
  [['--read-only'], { sizeBytes: 8 << 20, access: 'read-only', sectorBytes: 512 }],
  [['--sector-size', '4096'], { sizeBytes: 8 << 20, access: 'read-write', sectorBytes: 4096 }],
  [['--sizelimit', '1048576'], { sizeBytes: 1 << 20, access: 'read-write', sectorBytes: 512 }],
] as const)('blockDeviceFacts() knows a loop device made with %j', async ([options, facts]) => {
  using loop = loopDevice(image, ...options);
  expect(await blockDeviceFacts(statSync(loop.path).rdev)).toEqual(facts);
});

test.skipIf(noLoops)('blockDeviceFacts() knows the device that a file lies on (loop device)', async () => {
  using loop = loopDevice(image, '--sector-size', '4096');
  said('mkfs.ext4', '-q', loop.path);
  using _ = mounted(loop.path, join(folder, 'mounted'));
  expect(await blockDeviceFacts(statSync(join(folder, 'mounted')).dev)).toMatchObject({ sectorBytes: 4096 });
});

test.skipIf(noLoops)(
  'blockDeviceFacts() knows a partition, whose sectors are those of its disk',
  async () => {
    using loop = loopDevice(image, '--sector-size', '4096');
    using part = partition(loop.path, 1 << 20, 4 << 20);
    expect(await blockDeviceFacts(statSync(part.path).rdev)).toEqual({
      sizeBytes: 4 << 20,
      access: 'read-write',
      sectorBytes: 4096,
    });
  },
);

test('blockDeviceFacts() knows nothing of files in memory', async () => {
  expect(await blockDeviceFacts(statSync('/proc/self/status').dev)).toBe('unknown');
});

test.for([0, 0xffff_ffff, 2 ** 53 - 1])('blockDeviceFacts() knows nothing of number %i', async (number) => {
  expect(await blockDeviceFacts(number)).toBe('unknown');
});
