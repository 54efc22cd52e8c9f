import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDisk } from '../../src/host/open-disk.ts';
import { slotMemory } from '../../src/host/slot-memory.ts';
import { described } from './described.ts';
import { openHandles } from './open-handles.ts';
import { LOOP_DEVICES, loopDevice, mounted, said } from './real-devices.ts';

const DISK_BYTES = 1 << 21;
// Real block devices and mounts need root and the loop driver: skipped tests are named at the end of a run.
const noLoops = LOOP_DEVICES === 'missing';

let folder = '';
let image = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  image = join(folder, 'disk');
  writeFileSync(image, new Uint8Array(DISK_BYTES));
});

afterEach(() => rmSync(folder, { recursive: true }));

const NOISE = randomBytes(DISK_BYTES + 4096);

/** Bytes of which no two sectors are the same; another seed gives others. */
function pattern(lengthBytes: number, seed: number): Uint8Array {
  return new Uint8Array(NOISE.subarray(seed, seed + lengthBytes));
}

const slot = (): Uint8Array => slotMemory(1, 1 << 20)[0] ?? new Uint8Array();

/** Room for so many bytes, in each way that memory may lie. */
const ROOMS = {
  'a slot': (bytes: number) => slot().subarray(0, bytes),
  'the middle of a slot': (bytes: number) => slot().subarray(4096, 4096 + bytes),
  'an odd place of a slot': (bytes: number) => slot().subarray(777, 777 + bytes),
  'an ordinary buffer': (bytes: number) => new Uint8Array(bytes),
  'an odd place of an ordinary buffer': (bytes: number) => new Uint8Array(bytes + 7).subarray(7),
} as const;

// 17 KiB is a copy of the partition table; 256 KiB and more do not fit the buffer that carries what lies anywhere.
const LENGTHS = [512, 34 * 512, (1 << 18) + 512, 600 << 10];

/** What a disk has when some bytes were written to it, and whether they were read as they were written. */
async function moved(
  path: string,
  room: (bytes: number) => Uint8Array,
  bytes: number,
): Promise<{ read: 'the same' | 'other bytes'; onDisk: Buffer }> {
  await using disk = await openDisk(described(path, DISK_BYTES));
  const from = room(bytes);
  from.set(pattern(bytes, 3));
  await disk.write(1536, from);
  await disk.flush();
  const into = room(bytes);
  await disk.read(1536, into);
  return { read: Buffer.compare(into, from) === 0 ? 'the same' : 'other bytes', onDisk: readFileSync(image) };
}

/** The pattern where it was written, and nothing around it. */
function isThere(onDisk: Buffer, bytes: number): boolean {
  const expected = Buffer.alloc(DISK_BYTES);
  expected.set(pattern(bytes, 3), 1536);
  return onDisk.equals(expected);
}

test.for(Object.entries(ROOMS))('openDisk() moves bytes of %s to an image and back', async ([, room]) => {
  for (const bytes of LENGTHS) {
    writeFileSync(image, new Uint8Array(DISK_BYTES));
    const { read, onDisk } = await moved(image, room, bytes);
    expect([bytes, read, isThere(onDisk, bytes)]).toEqual([bytes, 'the same', true]);
  }
});

test.skipIf(noLoops).for(Object.entries(ROOMS))(
  'openDisk() moves bytes of %s to a loop device and back',
  async ([, room]) => {
    for (const bytes of LENGTHS) {
      writeFileSync(image, new Uint8Array(DISK_BYTES));
      using loop = loopDevice(image);
      const { read, onDisk } = await moved(loop.path, room, bytes);
      expect([bytes, read, isThere(onDisk, bytes)]).toEqual([bytes, 'the same', true]);
    }
  },
);

test.skipIf(noLoops)(
  'openDisk() moves 17 KiB to an image on a disk with sectors of 4 KiB (loop device)',
  async () => {
    const host = join(folder, 'host');
    writeFileSync(host, '');
    truncateSync(host, 8 << 20);
    using loop = loopDevice(host, '--sector-size', '4096');
    said('mkfs.ext4', '-q', loop.path);
    using _ = mounted(loop.path, join(folder, 'mounted'));
    image = join(folder, 'mounted/disk');
    writeFileSync(image, new Uint8Array(DISK_BYTES));
    const { read, onDisk } = await moved(image, ROOMS['an ordinary buffer'], 34 * 512);
    expect([read, isThere(onDisk, 34 * 512)]).toEqual(['the same', true]);
  },
);

test('openDisk() writes and reads nothing around what it is asked for', async () => {
  writeFileSync(image, pattern(DISK_BYTES, 9));
  await using disk = await openDisk(described(image, DISK_BYTES));
  const around = new Uint8Array(1024 + 14).fill(0xee);
  await disk.read(512, around.subarray(7, 7 + 1024));
  expect([...around.subarray(0, 7), ...around.subarray(7 + 1024)]).toEqual(Array(14).fill(0xee));
  expect(around.slice(7, 7 + 1024)).toEqual(pattern(DISK_BYTES, 9).slice(512, 512 + 1024));
});

// Three sizes around that of the buffer they share.
const PIECES = Array.from({ length: 12 }, (_, at) => ({
  at: at * 80 * 1024,
  bytes: 512 + (at % 3) * 40 * 1024,
}));
const HALF = DISK_BYTES / 2;

/** Reads pieces of the first half of a disk while pieces of the second are written. */
async function allAtOnce(path: string): Promise<readonly Uint8Array[]> {
  writeFileSync(image, pattern(HALF, 5), { flag: 'r+' });
  await using disk = await openDisk(described(path, DISK_BYTES));
  const rooms = PIECES.map(({ bytes }) => new Uint8Array(bytes));
  await Promise.all(
    PIECES.flatMap(({ at, bytes }, nth) => [
      disk.read(at, rooms[nth] ?? new Uint8Array()),
      disk.write(HALF + at, new Uint8Array(bytes).fill(nth + 1)),
    ]),
  );
  await disk.flush();
  return rooms;
}

function secondHalf(): Uint8Array {
  const half = new Uint8Array(HALF);
  for (const [nth, { at, bytes }] of PIECES.entries()) half.fill(nth + 1, at, at + bytes);
  return half;
}

/** The pieces that were read wrong. */
function misread(rooms: readonly Uint8Array[]): readonly unknown[] {
  const before = Buffer.from(pattern(HALF, 5));
  return PIECES.filter(({ at, bytes }, nth) => !before.subarray(at, at + bytes).equals(rooms[nth] ?? before));
}

test('openDisk() does not mix unaligned reads and writes that run at once', async () => {
  expect(misread(await allAtOnce(image))).toEqual([]);
  expect(Buffer.compare(readFileSync(image).subarray(HALF), secondHalf())).toBe(0);
});

test.skipIf(noLoops)('openDisk() does not mix them on a loop device', async () => {
  using loop = loopDevice(image);
  expect(misread(await allAtOnce(loop.path))).toEqual([]);
  expect(Buffer.compare(readFileSync(image).subarray(HALF), secondHalf())).toBe(0);
});

test('openDisk() says where a disk ended that has become shorter, and goes on', async () => {
  writeFileSync(image, pattern(DISK_BYTES, 1));
  await using disk = await openDisk(described(image, DISK_BYTES));
  truncateSync(image, 8192);
  const lost = [disk.read(4096, new Uint8Array(12_288)), disk.read(1 << 20, new Uint8Array(512))];
  const kept = new Uint8Array(4096);
  const good = disk.read(4096, kept);
  expect(await Promise.allSettled(lost)).toMatchObject([
    { reason: { name: 'DiskError', operation: 'read', errno: 'EIO', offsetBytes: 8192 } },
    { reason: { name: 'DiskError', operation: 'read', errno: 'EIO', offsetBytes: 1 << 20 } },
  ]);
  await good;
  expect(Buffer.compare(kept, pattern(DISK_BYTES, 1).subarray(4096, 8192))).toBe(0);
});

const OUTSIDE = [
  ['at the end', DISK_BYTES, 512],
  ['over the end', DISK_BYTES - 512, 1024],
  ['far behind it', 2 ** 40, 512],
  ['before the start', -512, 512],
] as const;

test.for(OUTSIDE)('openDisk() lets an image neither grow nor be read %s', async ([, offsetBytes, bytes]) => {
  await using disk = await openDisk(described(image, DISK_BYTES));
  await expect(disk.write(offsetBytes, new Uint8Array(bytes))).rejects.toMatchObject({
    name: 'DiskError',
    operation: 'write',
    errno: 'ENOSPC',
    offsetBytes,
  });
  await expect(disk.read(offsetBytes, new Uint8Array(bytes))).rejects.toMatchObject({
    name: 'DiskError',
    operation: 'read',
    errno: 'EIO',
    offsetBytes,
  });
  expect(statSync(image).size).toBe(DISK_BYTES);
});

test('openDisk() reads and writes the very last sector, and nothing at all', async () => {
  await using disk = await openDisk(described(image, DISK_BYTES));
  await disk.write(DISK_BYTES - 512, pattern(512, 8));
  await disk.write(DISK_BYTES, new Uint8Array());
  await disk.read(0, new Uint8Array());
  await disk.flush();
  expect(Uint8Array.from(readFileSync(image).subarray(-512))).toEqual(pattern(512, 8));
});

test.skipIf(noLoops)(
  'openDisk() reads the medium, and not what the cache remembers of it (loop device)',
  async () => {
    using loop = loopDevice(image);
    await using disk = await openDisk(described(loop.path, DISK_BYTES));
    await using cached = await open(loop.path, 'r');
    const into = Buffer.alloc(4096);
    await cached.read(into, 0, 4096, 8192);
    writeFileSync(image, Buffer.alloc(DISK_BYTES, 0xab), { flag: 'r+' });
    await cached.read(into, 0, 4096, 8192);
    expect(into[0]).toBe(0);
    await disk.read(8192, into);
    expect([disk.readsFrom, into[0], into[4095]]).toEqual(['medium', 0xab, 0xab]);
  },
);

test.skipIf(noLoops)(
  'openDisk() names the operation and the place of a write that fails (loop device)',
  async () => {
    using _ = mounted('rsd', join(folder, 'small'), '-t', 'tmpfs', '-o', 'size=64k');
    const full = join(folder, 'small/disk');
    writeFileSync(full, '');
    truncateSync(full, DISK_BYTES);
    using loop = loopDevice(full);
    await using disk = await openDisk(described(loop.path, DISK_BYTES));
    await expect(disk.write(4096, new Uint8Array(1 << 20).fill(1))).rejects.toMatchObject({
      name: 'DiskError',
      operation: 'write',
      errno: expect.stringMatching(/^(?:EIO|ENOSPC)$/),
      cause: { syscall: 'write' },
    });
    // The one behind it still gets its turn.
    await disk.read(0, new Uint8Array(512));
  },
);

test('openDisk() names a flush that fails', async () => {
  const disk = await openDisk(described(image, DISK_BYTES));
  await disk[Symbol.asyncDispose]();
  await expect(disk.flush()).rejects.toMatchObject({ name: 'DiskError', operation: 'flush', errno: 'EBADF' });
});

test('openDisk() closes the disk when it is disposed of', async () => {
  {
    await using disk = await openDisk(described(image, DISK_BYTES));
    expect([disk.sizeBytes, disk.sectorBytes, openHandles(image)]).toEqual([DISK_BYTES, 512, 1]);
  }
  expect(openHandles(image)).toBe(0);
});

test('openDisk() lends the disk, and goes on with it afterwards', async () => {
  await using disk = await openDisk(described(image, DISK_BYTES));
  const handles = await disk.lend(async () => {
    writeFileSync(image, pattern(4096, 6), { flag: 'r+' });
    return openHandles(image);
  });
  const into = new Uint8Array(4096);
  await disk.read(0, into);
  expect([handles, openHandles(image)]).toEqual([0, 1]);
  expect(Buffer.compare(into, pattern(4096, 6))).toBe(0);
});

test('openDisk() takes a disk back from work that failed', async () => {
  await using disk = await openDisk(described(image, DISK_BYTES));
  const failure = new Error('mkfs');
  await expect(disk.lend(() => Promise.reject(failure))).rejects.toBe(failure);
  await disk.read(0, new Uint8Array(512));
});

test('openDisk() gives DSK-09 when it gets another disk back', async () => {
  await using disk = await openDisk(described(image, DISK_BYTES));
  const lent = disk.lend(async () => truncateSync(image, DISK_BYTES - 512));
  await expect(lent).rejects.toMatchObject({ code: 'DSK-09' });
  await expect(disk.read(0, new Uint8Array(512))).rejects.toMatchObject({
    name: 'DiskError',
    errno: 'EBADF',
  });
});

test.skipIf(noLoops)(
  'openDisk() lets another have the disk only while it is lent (loop device)',
  async () => {
    using loop = loopDevice(image);
    const description = described(loop.path, DISK_BYTES);
    await using disk = await openDisk(description);
    await expect(openDisk(description)).rejects.toMatchObject({ code: 'DSK-04' });
    await disk.lend(async () => {
      await using other = await openDisk(description);
      await other.write(0, pattern(512, 4));
    });
    await expect(openDisk(description)).rejects.toMatchObject({ code: 'DSK-04' });
    await using held = new AsyncDisposableStack();
    const kept = disk.lend(async () => held.use(await openDisk(description)));
    await expect(kept).rejects.toMatchObject({ code: 'DSK-04' });
  },
);
