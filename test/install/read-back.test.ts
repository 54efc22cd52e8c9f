import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fault } from '../../src/core/faults.ts';
import type { Placement } from '../../src/install/placements.ts';
import { readBack } from '../../src/install/read-back.ts';
import { openRootfsImage } from '../../src/install/rootfs-image.ts';
import { stubbornDisk } from '../../src/install/stubborn-disk.ts';
import { writeImages } from '../../src/install/write-images.ts';
import { FakeDisk, type FakeDiskFaults } from '../fakes/fake-disk.ts';
import { memoryImage } from '../fakes/memory-image.ts';
import { memoryFile } from './memory-file.ts';
import { partitionAt } from './planned-disk.ts';
import { sameThreadChecker } from './same-thread-checker.ts';
import { standInRootfs } from './stand-in-rootfs.ts';

const MIB = 1 << 20;
const { signal } = new AbortController();
const { image: ROOT, ...VERITY } = standInRootfs(40);
const KERNEL = ROOT.subarray(4096, 10 * 4096).toReversed();
const ROOT_AT = MIB;
const KERNEL_AT = 3 * MIB;
const SLOTS = Array.from({ length: 3 }, () => new Uint8Array(4 * 4096));

const payload = {
  role: 'rootfs',
  file: 'rootfs.img',
  bytes: ROOT.length,
  sha256: 'cd'.repeat(32),
  verity: VERITY,
} as const;
const rootfs = await openRootfsImage(payload, memoryFile(ROOT), sameThreadChecker, signal);
const PLACES: Placement[] = [
  { image: rootfs, partition: partitionAt('ROOT-A', ROOT_AT, 'rootfs') },
  { image: memoryImage('kernel.bin', KERNEL), partition: partitionAt('KERN-A', KERNEL_AT, 'kernel') },
];

interface ReadBack {
  readonly error: unknown;
  readonly progress: readonly (readonly [number, number])[];
  readonly retries: number;
}

/** Writes everything to a disk with these faults, and reads it back. */
async function kept(faults: FakeDiskFaults, aborted: AbortSignal = signal): Promise<ReadBack> {
  let retries = 0;
  const disk = stubbornDisk(new FakeDisk(new Uint8Array(8 * MIB), faults), () => (retries += 1));
  await writeImages(PLACES, 'all', disk, SLOTS, () => undefined, signal);
  const progress: [number, number][] = [];
  const onBytes = (doneBytes: number, totalBytes: number): void =>
    void progress.push([doneBytes, totalBytes]);
  const error = await readBack(PLACES, disk, SLOTS, onBytes, aborted).then(
    () => 'none',
    (thrown: unknown) => thrown,
  );
  return { error, progress, retries };
}

/** A medium on which one byte becomes another. */
function spoiling(spoiltAt: number): FakeDiskFaults {
  const keeps = (sector: number, bytes: Uint8Array): Uint8Array => {
    const at = spoiltAt - sector * 512;
    return bytes.map((byte, index) => (index === at ? byte ^ 0x20 : byte));
  };
  return { keeps };
}

test('readBack() finds nothing on a disk that kept everything, and tells how far it is', async () => {
  const total = ROOT.length + KERNEL.length;
  const { error, progress, retries } = await kept({});
  expect([error, retries]).toEqual(['none', 0]);
  expect(progress.at(-1)).toEqual([total, total]);
  expect(progress.map(([, totalBytes]) => totalBytes).every((bytes) => bytes === total)).toBe(true);
});

const rootBytes = fc.nat({ max: ROOT.length - 1 });
const kernelBytes = fc.nat({ max: KERNEL.length - 1 });

test('readBack() finds any one changed byte of the root filesystem or of its hash tree, and names its block', async () => {
  await fc.assert(
    fc.asyncProperty(rootBytes, async (at) => {
      const offsetBytes = ROOT_AT + Math.floor(at / 4096) * 4096;
      const { error } = await kept(spoiling(ROOT_AT + at));
      expect(error).toMatchObject({ code: 'DSK-07', facts: { partition: 'ROOT-A', offsetBytes } });
    }),
    { numRuns: 40, examples: [[0], [40 * 4096], [ROOT.length - 1]] },
  );
});

test('readBack() finds any one changed byte of the kernel, and names it', async () => {
  await fc.assert(
    fc.asyncProperty(kernelBytes, async (at) => {
      const { error } = await kept(spoiling(KERNEL_AT + at));
      expect(error).toMatchObject({
        code: 'DSK-07',
        facts: { partition: 'KERN-A', offsetBytes: KERNEL_AT + at },
      });
    }),
    { numRuns: 40, examples: [[0], [KERNEL.length - 1]] },
  );
});

test('readBack() does not look at what it did not write', async () => {
  expect(await kept(spoiling(ROOT_AT + ROOT.length))).toMatchObject({ error: 'none' });
});

test('readBack() finds a disk that drops every write from some place on', async () => {
  const zeros = (sector: number, bytes: Uint8Array): Uint8Array =>
    sector * 512 >= ROOT_AT + 8192 ? new Uint8Array(512) : bytes;
  const facts = { partition: 'ROOT-A', offsetBytes: ROOT_AT + 8192 };
  expect(await kept({ keeps: zeros })).toMatchObject({ error: { code: 'DSK-07', facts } });
});

test('readBack() tries a read again, and then says DSK-08 with the block', async () => {
  const bad = KERNEL_AT + 5 * 4096;
  const touches = (operation: string, offsetBytes: number, lengthBytes: number): boolean =>
    operation === 'read' && offsetBytes <= bad && bad < offsetBytes + lengthBytes;
  let left = 2;
  const healing: FakeDiskFaults['refuse'] = (...where) =>
    touches(...where) && (left -= 1) >= 0 ? 'EIO' : undefined;
  expect(await kept({ refuse: healing })).toMatchObject({ error: 'none', retries: 2 });
  const broken: FakeDiskFaults['refuse'] = (...where) => (touches(...where) ? 'EIO' : undefined);
  const facts = { partition: 'KERN-A', offsetBytes: bad };
  expect(await kept({ refuse: broken })).toMatchObject({ error: { code: 'DSK-08', facts }, retries: 3 });
});

test('readBack() stops at an abort with its reason', async () => {
  const aborted = AbortSignal.abort(new Fault('AGT-02', {}));
  expect(await kept({}, aborted)).toMatchObject({ error: { code: 'AGT-02' }, progress: [] });
});
