import { rm, truncate } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import { type OpenImages, openImages } from '../../src/agent/open-images.ts';
import type { PayloadFile, RecoverySource } from '../../src/core/ports.ts';
import { releaseOf } from '../catalog/signed-release.ts';
import { memoryFile } from '../install/memory-file.ts';
import { sameThreadChecker } from '../install/same-thread-checker.ts';
import { GOOD, MIB, type RecoveryBench, ROOTFS, recoveryBench } from './recovery-bench.ts';
import { flipAt, longer } from './spoil.ts';

const { signal } = new AbortController();
const BASE = await recoveryBench();
await BASE.add({});
afterAll(() => BASE[Symbol.asyncDispose]());

/** A source that knows which of the payloads that it opened are still open. */
class WatchedSource {
  readonly open = new Set<string>();
  readonly opened: string[] = [];
  readonly source: RecoverySource;

  constructor(source: RecoverySource, change: (file: PayloadFile) => PayloadFile = (file) => file) {
    this.source = {
      ...source,
      openPayload: async (id, name, aborted) => {
        const file = await source.openPayload(id, name, aborted);
        return file === 'absent' ? file : this.#watched(name, change(file));
      },
    };
  }

  #watched(name: string, file: PayloadFile): PayloadFile {
    this.open.add(name);
    this.opened.push(name);
    return {
      ...file,
      [Symbol.asyncDispose]: () => {
        this.open.delete(name);
        return file[Symbol.asyncDispose]();
      },
    };
  }
}

async function opened(bench: RecoveryBench, watched: WatchedSource): Promise<OpenImages> {
  const { ports, device } = bench;
  const read = (file: string): Promise<Uint8Array | 'absent'> =>
    ports.stick.readSmall(GOOD.id, file, 65_536, signal);
  const [manifest, vblock] = [await read('manifest.json'), await read('manifest.vblock')];
  const candidate = { id: GOOD.id, source: 'stick', location: 'local', manifest, vblock } as const;
  const policy = await ports.policy(device, { kind: 'none' });
  return openImages(releaseOf(candidate, policy), policy, watched.source, sameThreadChecker, signal);
}

test('openImages() gives a kernel from memory and a root filesystem whose file stays open until the end', async () => {
  const watched = new WatchedSource(BASE.source);
  const images = await opened(BASE, watched);
  expect(watched.opened).toEqual(['kernel.bin', 'rootfs.img']);
  expect([...watched.open]).toEqual(['rootfs.img']);
  expect(images.kernel).toMatchObject({ file: 'kernel.bin', sizeBytes: images.verifiedKernel.bytes.length });
  expect(images.rootfs).toMatchObject({ file: 'rootfs.img', sizeBytes: ROOTFS.image.length });
  const content = new Uint8Array(MIB);
  await images.rootfs.fill(0, content, signal);
  expect(Buffer.compare(content, ROOTFS.image.subarray(0, MIB))).toBe(0);
  await images[Symbol.asyncDispose]();
  expect(watched.open.size).toBe(0);
});

test.for([
  ['the kernel is missing', 'IMG-01', { file: 'kernel.bin' }, (bench) => rm(bench.file('kernel.bin'))],
  [
    'the kernel is empty',
    'IMG-02',
    { file: 'kernel.bin', gotBytes: 0 },
    (bench) => truncate(bench.file('kernel.bin')),
  ],
  ['the kernel is longer', 'IMG-02', { file: 'kernel.bin' }, (bench) => bench.edit('kernel.bin', longer)],
  [
    'the kernel has a flip',
    'IMG-03',
    { file: 'kernel.bin' },
    (bench) => bench.edit('kernel.bin', flipAt(70_000)),
  ],
  [
    'the root filesystem is missing',
    'IMG-01',
    { file: 'rootfs.img' },
    (bench) => rm(bench.file('rootfs.img')),
  ],
  [
    'the root filesystem is longer',
    'IMG-02',
    { file: 'rootfs.img' },
    (bench) => bench.edit('rootfs.img', longer),
  ],
  [
    'the hash tree has a flip at its top',
    'IMG-04',
    { file: 'rootfs.img', offsetBytes: 300 * 4096 },
    (bench) => bench.edit('rootfs.img', flipAt(300 * 4096)),
  ],
] as [string, string, object, (bench: RecoveryBench) => Promise<void>][])(
  'openImages() leaves nothing open when %s',
  async ([, code, facts, spoil]) => {
    await using bench = await recoveryBench(BASE.stick);
    await spoil(bench);
    const watched = new WatchedSource(bench.source);
    await expect(opened(bench, watched)).rejects.toMatchObject({ code, facts });
    expect(watched.open.size).toBe(0);
  },
);

test('openImages() says IMG-02 for a kernel that ends before the size that it was opened with', async () => {
  const shrunk = (file: PayloadFile): PayloadFile => {
    const short = memoryFile(new Uint8Array(1000), file.sizeBytes);
    return { ...file, read: (...what) => short.read(...what) };
  };
  const watched = new WatchedSource(BASE.source, shrunk);
  await expect(opened(BASE, watched)).rejects.toMatchObject({
    code: 'IMG-02',
    facts: { file: 'kernel.bin', gotBytes: 1000 },
  });
  expect(watched.open.size).toBe(0);
});

test('openImages() does not read a kernel of another size than the signed one: it would take that much memory', async () => {
  const read: PayloadFile['read'] = () => Promise.reject(new Error('it was read'));
  const watched = new WatchedSource(BASE.source, (file) => ({ ...file, sizeBytes: 2 ** 40, read }));
  await expect(opened(BASE, watched)).rejects.toMatchObject({ code: 'IMG-02', facts: { gotBytes: 2 ** 40 } });
});

test('openImages() takes the packed file when the manifest says so', async () => {
  await using bench = await recoveryBench();
  await bench.add({ packing: 'zstd' });
  const watched = new WatchedSource(bench.source);
  await using images = await opened(bench, watched);
  expect(watched.opened).toEqual(['kernel.bin', 'rootfs.img.zst']);
  expect(images.rootfs.sizeBytes).toBe(ROOTFS.image.length);
});
