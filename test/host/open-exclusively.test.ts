import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openExclusively } from '../../src/host/open-exclusively.ts';
import { slotMemory } from '../../src/host/slot-memory.ts';
import { testWith, tool } from '../tool.ts';
import { described } from './described.ts';
import { openHandles } from './open-handles.ts';
import { LOOP_DEVICES, loopDevice, mounted, partition, said } from './real-devices.ts';

const MIB = 1 << 20;
// Real block devices and mounts need root and the loop driver: skipped tests are named at the end of a run.
const noLoops = LOOP_DEVICES === 'missing';

let folder = '';
let image = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  image = join(folder, 'disk');
  writeFileSync(image, new Uint8Array(MIB));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('openExclusively() opens an image file of the size that was described', async () => {
  const { handle } = await openExclusively(described(image, MIB));
  expect((await handle.stat()).size).toBe(MIB);
  await handle.close();
});

test.for([
  ['longer', MIB + 512, `${MIB + 512} bytes`],
  ['shorter', MIB - 512, `${MIB - 512} bytes`],
  ['empty', 0, '0 bytes'],
] as const)(
  'openExclusively() refuses an image file that is %s than described',
  async ([, sizeBytes, is]) => {
    truncateSync(image, sizeBytes);
    await expect(openExclusively(described(image, MIB))).rejects.toMatchObject({
      code: 'DSK-09',
      facts: { was: `${MIB} bytes`, is },
    });
    expect(openHandles(image)).toBe(0);
  },
);

test('openExclusively() gives DSK-09 for a disk that is not there', async () => {
  await expect(openExclusively(described(join(folder, 'none'), MIB))).rejects.toMatchObject({
    code: 'DSK-09',
    facts: { is: 'cannot be opened (ENOENT)' },
  });
});

test('openExclusively() does not follow a symlink', async () => {
  symlinkSync(image, join(folder, 'link'));
  await expect(openExclusively(described(join(folder, 'link'), MIB))).rejects.toMatchObject({
    code: 'DSK-09',
    facts: { is: 'cannot be opened (ELOOP)' },
  });
});

test('openExclusively() gives DSK-09 for a folder', async () => {
  await expect(openExclusively(described(folder, MIB))).rejects.toMatchObject({ code: 'DSK-09' });
});

test('openExclusively() gives DSK-09 for a socket', async () => {
  const server = createServer().listen(join(folder, 'socket'));
  await new Promise((resolve) => server.once('listening', resolve));
  await expect(openExclusively(described(join(folder, 'socket'), MIB))).rejects.toMatchObject({
    code: 'DSK-09',
  });
  await new Promise((resolve) => server.close(resolve));
});

testWith('mkfifo')('openExclusively() gives DSK-09 for a pipe, and does not wait for it', async () => {
  const pipe = join(folder, 'pipe');
  expect(tool('mkfifo', pipe).status).toBe(0);
  await expect(openExclusively(described(pipe, MIB))).rejects.toMatchObject({
    code: 'DSK-09',
    facts: { is: 'not a disk' },
  });
  expect(openHandles(pipe)).toBe(0);
});

test('openExclusively() gives DSK-09 for a device that is no disk', async () => {
  await expect(openExclusively(described('/dev/null', MIB))).rejects.toMatchObject({
    code: 'DSK-09',
    facts: { is: 'not a disk' },
  });
});

test.skipIf(noLoops)('openExclusively() opens a block device past the page cache (loop device)', async () => {
  using loop = loopDevice(image);
  const { handle, readsFrom } = await openExclusively(described(loop.path, MIB));
  expect(readsFrom).toBe('medium');
  await handle.close();
});

test.skipIf(noLoops)('openExclusively() gives DSK-03 for a read-only disk (loop device)', async () => {
  using loop = loopDevice(image, '--read-only');
  await expect(openExclusively(described(loop.path, MIB))).rejects.toMatchObject({ code: 'DSK-03' });
  expect(openHandles(loop.path)).toBe(0);
});

test.skipIf(noLoops)(
  'openExclusively() gives DSK-03 for an image on a read-only filesystem (root)',
  async () => {
    said('mkfs.ext4', '-q', image);
    using loop = loopDevice(image);
    const place = join(folder, 'mounted');
    {
      using _ = mounted(loop.path, place);
      writeFileSync(join(place, 'disk'), new Uint8Array(4096));
    }
    using _ = mounted(loop.path, place, '-o', 'ro');
    await expect(openExclusively(described(join(place, 'disk'), 4096))).rejects.toMatchObject({
      code: 'DSK-03',
    });
  },
);

test.skipIf(noLoops)('openExclusively() gives DSK-04 for a disk that is mounted (loop device)', async () => {
  said('mkfs.ext4', '-q', image);
  using loop = loopDevice(image);
  using _ = mounted(loop.path, join(folder, 'mounted'));
  await expect(openExclusively(described(loop.path, MIB))).rejects.toMatchObject({
    code: 'DSK-04',
    facts: { disk: loop.path.split('/').at(-1) },
  });
});

test.skipIf(noLoops)(
  'openExclusively() gives DSK-04 while a partition is mounted (loop device)',
  async () => {
    truncateSync(image, 8 * MIB);
    using loop = loopDevice(image);
    using part = partition(loop.path, MIB, 4 * MIB);
    said('mkfs.ext4', '-q', part.path);
    using _ = mounted(part.path, join(folder, 'mounted'));
    await expect(openExclusively(described(loop.path, 8 * MIB))).rejects.toMatchObject({ code: 'DSK-04' });
  },
);

test.skipIf(noLoops)(
  'openExclusively() lets nobody else open the disk until it is closed (loop device)',
  async () => {
    using loop = loopDevice(image);
    const first = await openExclusively(described(loop.path, MIB));
    await expect(openExclusively(described(loop.path, MIB))).rejects.toMatchObject({ code: 'DSK-04' });
    await first.handle.close();
    const second = await openExclusively(described(loop.path, MIB));
    await second.handle.close();
  },
);

test.skipIf(noLoops)('openExclusively() gives DSK-09 for a disk of another size (loop device)', async () => {
  using loop = loopDevice(image);
  await expect(openExclusively(described(loop.path, MIB - 512))).rejects.toMatchObject({
    code: 'DSK-09',
    facts: { was: `${MIB - 512} bytes`, is: `${MIB} bytes` },
  });
  expect(openHandles(loop.path)).toBe(0);
});

// LUKS and some NVMe disks have sectors of 4 KiB, and the simulated disk on them has not.
test.skipIf(noLoops).for([
  [512, 'cache'],
  [4096, 'medium'],
] as const)(
  'openExclusively() opens an image with sectors of %i bytes, on a disk with 4096, through the %s (loop device)',
  async ([sectorBytes, readsFrom]) => {
    truncateSync(image, 8 * MIB);
    using loop = loopDevice(image, '--sector-size', '4096');
    said('mkfs.ext4', '-q', loop.path);
    using _ = mounted(loop.path, join(folder, 'mounted'));
    const inner = join(folder, 'mounted/disk');
    writeFileSync(inner, new Uint8Array(MIB));
    const opened = await openExclusively(described(inner, MIB, sectorBytes));
    expect(opened.readsFrom).toBe(readsFrom);
    const [sector = new Uint8Array()] = slotMemory(1, sectorBytes);
    const { bytesWritten } = await opened.handle.write(sector, 0, sectorBytes, sectorBytes);
    expect(bytesWritten).toBe(sectorBytes);
    expect(openHandles(inner)).toBe(1);
    await opened.handle.close();
  },
);
