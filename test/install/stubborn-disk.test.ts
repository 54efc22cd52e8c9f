import { expect, test } from 'vitest';
import type { Facts } from '../../src/core/faults.ts';
import { type StubbornDisk, stubbornDisk } from '../../src/install/stubborn-disk.ts';
import { FakeDisk } from '../fakes/fake-disk.ts';

const BLOCK = 4096;
/** A run of eight blocks somewhere on the disk; block 5 of it is the bad one. */
const RUN_AT = 3 * BLOCK;
const RUN = Uint8Array.from({ length: 8 * BLOCK }, (_, at) => 1 + (at >> 12));
const BAD_AT = RUN_AT + 5 * BLOCK;

interface Bench {
  readonly disk: FakeDisk;
  readonly stubborn: StubbornDisk;
  /** What was asked of the disk, as `write 12288+4096`. */
  readonly asked: readonly string[];
  readonly retries: readonly { attempt: number; code: string; facts: Facts }[];
}

/** A disk on which every operation that touches the bad block fails, the first `times` times. */
function badBlock(errno: string, times: number, before = new Uint8Array(64 * BLOCK)): Bench {
  const asked: string[] = [];
  const retries: Bench['retries'][number][] = [];
  let left = times;
  const disk = new FakeDisk(before, {
    refuse(operation, offsetBytes, lengthBytes) {
      asked.push(`${operation} ${offsetBytes}+${lengthBytes}`);
      const touched = operation === 'flush' || (offsetBytes <= BAD_AT && BAD_AT < offsetBytes + lengthBytes);
      if (!touched || left === 0) return undefined;
      left -= 1;
      return errno;
    },
  });
  const stubborn = stubbornDisk(disk, (attempt, code, facts) => retries.push({ attempt, code, facts }));
  return { disk, stubborn, asked, retries };
}

const medium = (disk: FakeDisk): Uint8Array => disk.afterPowerCut(() => true)(RUN_AT, RUN.length);
const triesOf = ({ asked }: Bench, operation: 'write' | 'read'): number =>
  asked.filter((one) => one === `${operation} ${BAD_AT}+${BLOCK}`).length;

test('write() is one operation on a good disk, and nobody hears of it', async () => {
  const bench = badBlock('EIO', 0);
  await bench.stubborn.write('ROOT-A', RUN_AT, RUN);
  expect([bench.asked, bench.retries]).toEqual([[`write ${RUN_AT}+${RUN.length}`], []]);
  expect(medium(bench.disk)).toEqual(RUN);
});

test.for(['EIO', 'EBUSY', 'EAGAIN', 'ETIMEDOUT', 'EILSEQ', 'EREMOTEIO'])(
  'write() heals a single %s, writes every block, and tells of it',
  async (errno) => {
    const bench = badBlock(errno, 1);
    await bench.stubborn.write('ROOT-A', RUN_AT, RUN);
    expect(medium(bench.disk)).toEqual(RUN);
    expect(bench.retries).toEqual([
      {
        attempt: 1,
        code: 'DSK-06',
        facts: { partition: 'ROOT-A', offsetBytes: RUN_AT, reason: `write: ${errno}` },
      },
    ]);
  },
);

test('write() tries the bad block three times by itself, and every good block of the run once', async () => {
  const bench = badBlock('EIO', 3);
  await bench.stubborn.write('ROOT-A', RUN_AT, RUN);
  expect(medium(bench.disk)).toEqual(RUN);
  expect(triesOf(bench, 'write')).toBe(3);
  expect(bench.asked).toHaveLength(1 + 7 + 3);
  expect(bench.retries.map(({ attempt, facts }) => [attempt, facts['offsetBytes']])).toEqual([
    [1, RUN_AT],
    [2, BAD_AT],
    [3, BAD_AT],
  ]);
});

test('write() gives up with DSK-06 and the very block after three tries; the good blocks before it are written', async () => {
  const bench = badBlock('EIO', Infinity);
  await expect(bench.stubborn.write('ROOT-A', RUN_AT, RUN)).rejects.toMatchObject({
    code: 'DSK-06',
    facts: { partition: 'ROOT-A', offsetBytes: BAD_AT, reason: 'write: EIO' },
    cause: { name: 'DiskError', errno: 'EIO' },
  });
  expect(triesOf(bench, 'write')).toBe(3);
  expect(bench.retries.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
  const written = medium(bench.disk);
  expect(written.subarray(0, 5 * BLOCK)).toEqual(RUN.subarray(0, 5 * BLOCK));
  expect(written.subarray(5 * BLOCK, 6 * BLOCK).every((byte) => byte === 0)).toBe(true);
});

test('write() cuts a run that is no whole number of blocks into blocks and a rest', async () => {
  const bench = badBlock('EIO', 1);
  await bench.stubborn.write('partition table', BAD_AT - BLOCK, RUN.subarray(0, 2 * BLOCK + 1024));
  expect(bench.asked.slice(1)).toEqual([
    `write ${BAD_AT - BLOCK}+4096`,
    `write ${BAD_AT}+4096`,
    `write ${BAD_AT + BLOCK}+1024`,
  ]);
});

test.for([
  ['ENOSPC', 'DSK-12', { partition: 'ROOT-A', offsetBytes: RUN_AT }],
  ['ENODEV', 'DSK-09', { was: 'present', is: 'gone (ENODEV)' }],
  ['EROFS', 'DSK-03', { disk: 'ROOT-A' }],
  ['EINVAL', 'DSK-06', { partition: 'ROOT-A', offsetBytes: RUN_AT, reason: 'write: EINVAL' }],
] as const)('write() does not try again after %s, and says %s', async ([errno, code, facts]) => {
  const bench = badBlock(errno, Infinity);
  await expect(bench.stubborn.write('ROOT-A', RUN_AT, RUN)).rejects.toMatchObject({ code, facts });
  expect(bench.asked).toHaveLength(1);
  expect(bench.retries).toEqual([]);
});

test('write() stops at once when the disk goes away between two tries', async () => {
  let tries = 0;
  const leaving = new FakeDisk(new Uint8Array(64 * BLOCK), {
    refuse: () => ((tries += 1) <= 2 ? 'EIO' : 'ENODEV'),
  });
  const stubborn = stubbornDisk(leaving, () => undefined);
  await expect(stubborn.write('ROOT-A', RUN_AT, RUN)).rejects.toMatchObject({ code: 'DSK-09' });
  expect(tries).toBe(3);
});

test('write() passes on what is no failure of the disk, untried again', async () => {
  const disk = new FakeDisk(new Uint8Array(BLOCK));
  const stubborn = stubbornDisk(disk, () => undefined);
  await expect(stubborn.write('ROOT-A', 100, RUN)).rejects.toThrow(RangeError);
  expect(disk.operations).toBe(1);
});

test('read() heals like write(), and fills all of the buffer', async () => {
  const bench = badBlock('EIO', 3, Buffer.concat([new Uint8Array(RUN_AT), RUN, new Uint8Array(BLOCK)]));
  const into = new Uint8Array(RUN.length);
  await bench.stubborn.read('ROOT-A', RUN_AT, into);
  expect(into).toEqual(RUN);
  expect(bench.retries.map(({ code }) => code)).toEqual(['DSK-08', 'DSK-08', 'DSK-08']);
});

test('read() gives up with DSK-08 and the very block after three tries', async () => {
  const bench = badBlock('EIO', Infinity);
  await expect(bench.stubborn.read('KERN-A', RUN_AT, new Uint8Array(RUN.length))).rejects.toMatchObject({
    code: 'DSK-08',
    facts: { partition: 'KERN-A', offsetBytes: BAD_AT, reason: 'read: EIO' },
  });
  expect(triesOf(bench, 'read')).toBe(3);
});

test.for([
  ['EIO', { code: 'DSK-06', facts: { partition: 'ROOT-A', offsetBytes: 0, reason: 'flush: EIO' } }],
  ['ENOSPC', { code: 'DSK-12' }],
  ['ENODEV', { code: 'DSK-09' }],
  ['EROFS', { code: 'DSK-03' }],
] as const)(
  'flush() is never tried again: the kernel tells of a lost write once (%s)',
  async ([errno, fault]) => {
    const bench = badBlock(errno, 1);
    await expect(bench.stubborn.flush('ROOT-A')).rejects.toMatchObject(fault);
    expect(bench.asked).toEqual(['flush 0+0']);
    expect(bench.retries).toEqual([]);
  },
);
