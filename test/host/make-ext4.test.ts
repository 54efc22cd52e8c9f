import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeExt4 } from '../../src/host/make-ext4.ts';
import { openDisk } from '../../src/host/open-disk.ts';
import { testWith, tool } from '../tool.ts';
import { described } from './described.ts';
import { LOOP_DEVICES, loopDevice, mounted, said } from './real-devices.ts';

const MIB = 1 << 20;
const EDGE = Buffer.alloc(MIB, 0xa5);
// Real block devices and mounts need root and the loop driver: skipped tests are named at the end of a run.
const noLoops = LOOP_DEVICES === 'missing';
const { signal } = new AbortController();
const noExt4 = testWith('mkfs.ext4', 'e2fsck', 'dumpe2fs') === test.skip;

let folder = '';
let image = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  image = join(folder, 'disk');
  writeFileSync(image, '');
});

afterEach(() => rmSync(folder, { recursive: true }));

/** An image with a mebibyte of something on each side of where the filesystem goes. */
async function imageAround(offsetBytes: number, sizeBytes: number): Promise<void> {
  truncateSync(image, offsetBytes + sizeBytes + MIB);
  await using file = await open(image, 'r+');
  await file.write(EDGE, 0, MIB, offsetBytes - MIB);
  await file.write(EDGE, 0, MIB, offsetBytes + sizeBytes);
}

async function edges(offsetBytes: number, sizeBytes: number): Promise<readonly string[]> {
  await using file = await open(image);
  const read = async (at: number): Promise<string> => {
    const { buffer } = await file.read(Buffer.alloc(MIB), 0, MIB, at);
    return buffer.equals(EDGE) ? 'as it was' : 'changed';
  };
  return [await read(offsetBytes - MIB), await read(offsetBytes + sizeBytes)];
}

/** What the tools of e2fsprogs say of the filesystem at a place of the image. */
function inspected(offsetBytes: number): { check: number | null; facts: Map<string, string> } {
  const at = `${image}?offset=${offsetBytes}`;
  const lines = said('dumpe2fs', '-h', at).split('\n');
  const facts = lines.map((line) => /^([^:]+):\s+(.*)$/.exec(line)).filter((match) => match !== null);
  return {
    check: tool('e2fsck', '-f', '-n', at).status,
    facts: new Map(facts.map(([, name = '', value = '']) => [name, value])),
  };
}

test.skipIf(noExt4).for([
  ['a small disk', MIB, 16 * MIB, 'STATE'],
  ['an odd place', 3 * MIB + 512 * 7, 16 * MIB, 'STATE'],
  ['behind 4 GiB', 2 ** 32 + MIB, 64 * MIB, 'STATE'],
  ['behind 2 GiB', 2 ** 31 - 4096, 16 * MIB, 'stateful partition'],
  ['no whole number of blocks', MIB, 16 * MIB + 512 * 3, '-n'],
] as const)(
  'makeExt4() makes a sound filesystem at %s, and nothing else',
  async ([, offsetBytes, sizeBytes, label]) => {
    await imageAround(offsetBytes, sizeBytes);
    const disk = described(image, offsetBytes + sizeBytes + MIB);
    await makeExt4(disk, { offsetBytes, sizeBytes, label }, signal);
    const { check, facts } = inspected(offsetBytes);
    expect(check).toBe(0);
    expect(facts.get('Filesystem volume name')).toBe(label.slice(0, 16));
    expect([facts.get('Block size'), facts.get('Block count')]).toEqual([
      '4096',
      `${Math.floor(sizeBytes / 4096)}`,
    ]);
    expect(facts.get('Filesystem features')).toContain('extent');
    expect(await edges(offsetBytes, sizeBytes)).toEqual(['as it was', 'as it was']);
  },
);

test.skipIf(noExt4)(
  'makeExt4() asks nothing where a filesystem and a partition table are already',
  async () => {
    const place = { offsetBytes: MIB, sizeBytes: 16 * MIB };
    await imageAround(place.offsetBytes, place.sizeBytes);
    const disk = described(image, 18 * MIB);
    await makeExt4(disk, { ...place, label: 'OLD' }, signal);
    const old = inspected(MIB).facts.get('Filesystem UUID');
    await makeExt4(disk, { ...place, label: 'NEW' }, signal);
    const { check, facts } = inspected(MIB);
    expect([check, facts.get('Filesystem volume name')]).toEqual([0, 'NEW']);
    expect(facts.get('Filesystem UUID')).not.toBe(old);
  },
);

test.skipIf(noLoops)(
  'makeExt4() makes one on a disk that is lent to it, which can be mounted (loop device)',
  async () => {
    const place = { offsetBytes: 2 * MIB, sizeBytes: 16 * MIB };
    await imageAround(place.offsetBytes, place.sizeBytes);
    using loop = loopDevice(image);
    const description = described(loop.path, 19 * MIB);
    {
      await using disk = await openDisk(description);
      await disk.write(2 * MIB, new Uint8Array(MIB).fill(0xff));
      await disk.flush();
      await disk.lend(() => makeExt4(description, { ...place, label: 'STATE' }, signal));
      const superblock = new Uint8Array(4096);
      await disk.read(2 * MIB, superblock);
      expect([...superblock.subarray(1024 + 56, 1024 + 58)]).toEqual([0x53, 0xef]);
    }
    expect(inspected(place.offsetBytes).check).toBe(0);
    expect(await edges(place.offsetBytes, place.sizeBytes)).toEqual(['as it was', 'as it was']);
    using part = loopDevice(image, '--offset', `${place.offsetBytes}`, '--sizelimit', `${place.sizeBytes}`);
    using _ = mounted(part.path, join(folder, 'mounted'));
    writeFileSync(join(folder, 'mounted/file'), 'mine');
    expect(readFileSync(join(folder, 'mounted/file'), 'utf8')).toBe('mine');
  },
);

test.skipIf(noLoops)('makeExt4() makes none on a disk that is in use (loop device)', async () => {
  truncateSync(image, 16 * MIB);
  using loop = loopDevice(image);
  const disk = described(loop.path, 16 * MIB);
  await using _ = await openDisk(disk);
  const made = makeExt4(disk, { offsetBytes: MIB, sizeBytes: 8 * MIB, label: 'STATE' }, signal);
  await expect(made).rejects.toMatchObject({
    code: 'DSK-10',
    facts: { reason: expect.stringContaining('in use') },
  });
  expect(readFileSync(image).every((byte) => byte === 0)).toBe(true);
});

test.skipIf(noExt4)('makeExt4() is over only when mkfs has ended, also when it was stopped', async () => {
  truncateSync(image, 2 ** 42);
  const stop = new AbortController();
  const place = { offsetBytes: MIB, sizeBytes: 2 ** 42 - MIB, label: 'STATE' };
  const making = makeExt4(described(image, 2 ** 42), place, stop.signal);
  const over = making.catch(() => 'over');
  const pid = await vi.waitFor(() => mkfsOn(image), { interval: 1 });
  process.kill(pid, 'SIGSTOP');
  await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toContain('T (stopped)'), {
    interval: 1,
  });
  stop.abort(new Error('stopped'));
  const meanwhile = await Promise.race([over, setTimeout(100, 'going on')]);
  process.kill(pid, 'SIGCONT');
  expect(meanwhile).toBe('going on');
  await expect(making).rejects.toThrow('stopped');
});

/** The number of the process that makes a filesystem there. @throws Error when there is none yet */
function mkfsOn(path: string): number {
  const pid = readdirSync('/proc').find((name) => {
    if (!/^\d+$/.test(name) || !existsSync(`/proc/${name}/cmdline`)) return false;
    const [program, ...args] = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
    return program === 'mkfs.ext4' && args.includes(path);
  });
  if (pid === undefined) throw new Error('mkfs does not run');
  return Number(pid);
}

test.skipIf(noLoops)(
  'makeExt4() gives DSK-10 with what mkfs says of a read-only disk (loop device)',
  async () => {
    truncateSync(image, 16 * MIB);
    using loop = loopDevice(image, '--read-only');
    const made = makeExt4(
      described(loop.path, 16 * MIB),
      { offsetBytes: MIB, sizeBytes: 8 * MIB, label: 'STATE' },
      signal,
    );
    await expect(made).rejects.toMatchObject({
      code: 'DSK-10',
      facts: { partition: 'STATE', reason: expect.stringContaining(loop.path) },
    });
  },
);

test.skipIf(noExt4).for([
  ['a disk that is not there', 'none/disk', 8 * MIB],
  ['a place that is too small', 'disk', 4096],
] as const)('makeExt4() gives DSK-10 with a reason for %s', async ([, name, sizeBytes]) => {
  truncateSync(image, 16 * MIB);
  const disk = described(join(folder, name), 16 * MIB);
  await expect(makeExt4(disk, { offsetBytes: MIB, sizeBytes, label: 'STATE' }, signal)).rejects.toMatchObject(
    {
      code: 'DSK-10',
      facts: { partition: 'STATE', reason: expect.stringMatching(/^[^]{10,400}$/) },
    },
  );
});

test.skipIf(noExt4)('makeExt4() stops when the run is stopped', async () => {
  truncateSync(image, 2 ** 36);
  const disk = described(image, 2 ** 36);
  const place = { offsetBytes: MIB, sizeBytes: 2 ** 36 - MIB, label: 'STATE' };
  const reason = new Error('stopped');
  await expect(makeExt4(disk, place, AbortSignal.abort(reason))).rejects.toBe(reason);
  const stop = new AbortController();
  const making = makeExt4(disk, place, stop.signal);
  stop.abort(reason);
  await expect(making).rejects.toBe(reason);
});
