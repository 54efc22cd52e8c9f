import { expect, test } from 'vitest';
import { Fault } from '../../src/core/faults.ts';
import type { CheckedImage } from '../../src/install/checked-image.ts';
import type { Placement } from '../../src/install/placements.ts';
import { stubbornDisk } from '../../src/install/stubborn-disk.ts';
import { type WhatToWrite, writeImages } from '../../src/install/write-images.ts';
import { FakeDisk, type FakeDiskFaults } from '../fakes/fake-disk.ts';
import { memoryImage } from '../fakes/memory-image.ts';
import { partitionAt } from './planned-disk.ts';

const MIB = 1 << 20;
const never = new AbortController().signal;
const ROOT = Uint8Array.from({ length: 25 * 4096 }, (_, at) => (at * 3 + (at >> 9)) & 0xff);
const KERNEL = ROOT.subarray(4096, 4 * 4096).toReversed();
const SLOTS = (): Uint8Array[] => Array.from({ length: 3 }, () => new Uint8Array(4 * 4096));

const placesOf = (rootfs: CheckedImage): Placement[] => [
  { image: rootfs, partition: partitionAt('ROOT-A', MIB, 'rootfs') },
  { image: memoryImage('kernel.bin', KERNEL), partition: partitionAt('KERN-A', 3 * MIB, 'kernel') },
];
const PLACES = placesOf(memoryImage('rootfs.img', ROOT));

const ONTO_NOTHING = { what: 'all', before: new Uint8Array(8 * MIB) } as const;

interface Written {
  readonly disk: FakeDisk;
  readonly asked: readonly string[];
  readonly progress: readonly (readonly [number, number])[];
  readonly error: unknown;
}

async function written(
  places: readonly Placement[],
  faults: FakeDiskFaults = {},
  signal: AbortSignal = never,
  { what, before }: { what: WhatToWrite; before: Uint8Array } = ONTO_NOTHING,
): Promise<Written> {
  const asked: string[] = [];
  const refuse: FakeDiskFaults['refuse'] = (operation, offsetBytes, lengthBytes) => {
    asked.push(operation);
    return faults.refuse?.(operation, offsetBytes, lengthBytes);
  };
  const disk = new FakeDisk(before, { ...faults, refuse });
  const progress: [number, number][] = [];
  const stubborn = stubbornDisk(disk, () => undefined);
  const onBytes = (doneBytes: number, totalBytes: number): void =>
    void progress.push([doneBytes, totalBytes]);
  const error = await writeImages(places, what, stubborn, SLOTS(), onBytes, signal).then(
    () => 'none',
    (thrown: unknown) => thrown,
  );
  return { disk, asked, progress, error };
}

test('writeImages() puts every image where it belongs, nothing anywhere else, and all of it on the medium', async () => {
  const { disk, asked, error } = await written(PLACES);
  expect(error).toBe('none');
  const wanted = new Uint8Array(8 * MIB);
  wanted.set(ROOT, MIB);
  wanted.set(KERNEL, 3 * MIB);
  expect(Buffer.compare(disk.afterPowerCut(() => false)(0, 8 * MIB), wanted)).toBe(0);
  expect(asked.filter((operation) => operation === 'flush')).toHaveLength(1);
  expect(asked.at(-1)).toBe('flush');
});

test('writeImages() tells how far it is, over all images, up to the very end', async () => {
  const { progress } = await written(PLACES);
  const total = ROOT.length + KERNEL.length;
  const done = progress.map(([doneBytes]) => doneBytes);
  expect(done).toEqual(done.toSorted((a, b) => a - b));
  expect(progress.every(([, totalBytes]) => totalBytes === total)).toBe(true);
  expect(progress.at(-1)).toEqual([total, total]);
});

test('writeImages() writes no byte of a piece that is not what was signed, and does not begin the next image', async () => {
  const good = memoryImage('rootfs.img', ROOT);
  const damaged: CheckedImage = {
    ...good,
    async fill(offsetBytes, into, signal) {
      await good.fill(offsetBytes, into, signal);
      if (offsetBytes >= 8 * 4096) throw new Fault('IMG-03', { file: 'rootfs.img', offsetBytes });
    },
  };
  const { disk, asked, error } = await written(placesOf(damaged));
  expect(error).toMatchObject({ code: 'IMG-03', facts: { offsetBytes: 8 * 4096 } });
  const read = disk.afterPowerCut(() => true);
  expect(read(MIB + 8 * 4096, ROOT.length).every((byte) => byte === 0)).toBe(true);
  expect(read(3 * MIB, KERNEL.length).every((byte) => byte === 0)).toBe(true);
  expect(asked).not.toContain('flush');
});

test('writeImages() names the partition and the place on the disk of a write that failed', async () => {
  const bad = 3 * MIB + 2 * 4096;
  const { error } = await written(PLACES, {
    refuse: (_, offsetBytes, lengthBytes) =>
      offsetBytes <= bad && bad < offsetBytes + lengthBytes ? 'EIO' : undefined,
  });
  expect(error).toMatchObject({ code: 'DSK-06', facts: { partition: 'KERN-A', offsetBytes: bad } });
});

test('writeImages() does not claim what the last flush did not put on the medium', async () => {
  const { error } = await written(PLACES, {
    refuse: (operation) => (operation === 'flush' ? 'EIO' : undefined),
  });
  expect(error).toMatchObject({ code: 'DSK-06', facts: { partition: 'all partitions' } });
});

test('writeImages() stops at an abort, with its reason and without a flush', async () => {
  const controller = new AbortController();
  const refuse = (_: string, offsetBytes: number): undefined => {
    if (offsetBytes >= MIB + 8 * 4096) controller.abort(new Fault('AGT-02', {}));
    return undefined;
  };
  const { error, asked } = await written(PLACES, { refuse }, controller.signal);
  expect(error).toMatchObject({ code: 'AGT-02' });
  expect(asked).not.toContain('flush');
  expect(asked.length).toBeLessThanOrEqual(5);
});

/** The disk of a run that broke off: all is there but the pieces that begin at these bytes of ROOT-A. */
function brokenOff(...missingBytes: readonly number[]): Uint8Array {
  const disk = new Uint8Array(8 * MIB);
  disk.set(ROOT, MIB);
  disk.set(KERNEL, 3 * MIB);
  for (const at of missingBytes) disk.fill(0xee, MIB + at + 5, MIB + at + 6);
  return disk;
}

test('writeImages() fetches and writes only what differs, when it is told so, and flushes all of it', async () => {
  const fetched: number[] = [];
  const good = memoryImage('rootfs.img', ROOT);
  const watched: CheckedImage = {
    ...good,
    fill: (offsetBytes, ...rest) => {
      fetched.push(offsetBytes);
      return good.fill(offsetBytes, ...rest);
    },
  };
  const before = brokenOff(0, 5 * 4096, 24 * 4096);
  const { disk, asked, progress, error } = await written(placesOf(watched), {}, never, {
    what: 'what-differs',
    before,
  });
  expect(error).toBe('none');
  expect(fetched.toSorted((a, b) => a - b)).toEqual([0, 4 * 4096, 24 * 4096]);
  expect(asked.filter((operation) => operation === 'write')).toHaveLength(3);
  expect(asked.at(-1)).toBe('flush');
  expect(progress.at(-1)?.[0]).toBe(ROOT.length + KERNEL.length);
  expect(Buffer.compare(disk.afterPowerCut(() => false)(0, 8 * MIB), brokenOff())).toBe(0);
});

test('writeImages() writes where the disk cannot be read', async () => {
  const refuse: FakeDiskFaults['refuse'] = (operation, offsetBytes) =>
    operation === 'read' && offsetBytes === MIB + 4096 ? 'EIO' : undefined;
  const before = brokenOff(4096);
  const { disk, error } = await written(PLACES, { refuse }, never, { what: 'what-differs', before });
  expect(error).toBe('none');
  expect(Buffer.compare(disk.afterPowerCut(() => false)(0, 8 * MIB), brokenOff())).toBe(0);
});

const PIECE = 4 * 4096;
const LONG = memoryImage(
  'rootfs.img',
  Uint8Array.from({ length: 100 * PIECE }, (_, at) => at % 251),
);

/** How many pieces were read of a disk that has these of a hundred already. */
async function lookedFor(...there: readonly number[]): Promise<number> {
  const before = new Uint8Array(8 * MIB);
  for (const piece of there) await LONG.fill(piece * PIECE, piecesOf(before, piece), never);
  const place = { image: LONG, partition: partitionAt('ROOT-A', MIB, 'rootfs') };
  const { disk, asked, error } = await written([place], {}, never, { what: 'what-differs', before });
  expect(error).toBe('none');
  const content = new Uint8Array(LONG.sizeBytes);
  await LONG.fill(0, content, never);
  expect(Buffer.compare(disk.afterPowerCut(() => false)(MIB, content.length), content)).toBe(0);
  return asked.filter((operation) => operation === 'read').length - there.length;
}

const piecesOf = (disk: Uint8Array, piece: number): Uint8Array =>
  disk.subarray(MIB + piece * PIECE, MIB + (piece + 1) * PIECE);

test('writeImages() looks for no more of an image behind a long stretch that is not there, and writes all of it', async () => {
  const looked = await lookedFor();
  expect(looked).toBeGreaterThanOrEqual(64);
  expect(looked).toBeLessThan(64 + SLOTS().length);
});

test('writeImages() goes on looking while it finds some', async () => {
  expect(await lookedFor(0, 40, 90)).toBe(100);
});
