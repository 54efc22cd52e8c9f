import { copyFileSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keepDownload } from '../../../src/net/keep/keep-download.ts';
import { StickFolder } from '../../../src/net/keep/stick-folder.ts';
import { LOOP_DEVICES, mounted, said } from '../../host/real-devices.ts';
import { journalOf, pulledStick } from './pulled-stick.ts';
import { lengthOf, rangeOf } from './served-release.ts';
import { KERNEL, ROOTFS, signal, stickRun } from './stick-run.ts';

// Real block devices and mounts need root and the loop driver: skipped tests are named at the end of a run.
const noMounts = LOOP_DEVICES === 'missing';
const run = stickRun();
const silent = (): void => undefined;

test.skipIf(noMounts)(
  'what the journal names, and what is stored, outlasts a power cut (ext4, root)',
  async () => {
    const image = join(run.folder, 'image');
    writeFileSync(image, new Uint8Array(8 << 20));
    said('mkfs.ext4', '-q', image);
    using held = new DisposableStack();
    held.use(mounted(image, run.stick, '-o', 'loop'));
    // What is in the file under the loop device is all that a stick would have that is pulled out.
    const afterPull = async (name: string, look: (on: string) => Promise<void>): Promise<void> => {
      copyFileSync(image, join(run.folder, name));
      using _ = mounted(join(run.folder, name), join(run.folder, `${name}-mounted`), '-o', 'loop');
      await look(join(run.folder, `${name}-mounted`));
    };
    await using download = await keepDownload(
      run.stick,
      run.served.release,
      run.served.source,
      signal,
      150_000,
    );
    await run.readFrom(download, 'rootfs.img', 0, 200_000);
    // The journal has its name before that name is on the medium.
    const journalAfterPull = async (): Promise<string> => {
      let found = 'none';
      await afterPull('look', async (on) => {
        found = typeof journalOf(on, 'r-1');
      });
      return found;
    };
    await expect.poll(journalAfterPull, { timeout: 20_000, interval: 200 }).toBe('object');
    await run.readFrom(download, 'rootfs.img', 200_000, 50_000);
    await afterPull('half', async (on) => {
      run.served.fetched.length = 0;
      await using next = await run.keep(on);
      await next.finish(silent, signal);
      expect(run.served.fetchedBytes()).toBe(110_000);
      expect(run.wronglyStored(on)).toEqual([]);
    });
    await download.finish(silent, signal);
    await afterPull('whole', async (on) => expect(run.wronglyStored(on)).toEqual([]));
  },
);

const read = fc.record({
  file: fc.constantFrom('kernel.bin', 'rootfs.img'),
  offsetBytes: fc.nat(310_000),
  lengthBytes: fc.nat(60_000),
});

test('whenever the power is cut, the next run fetches nothing that the journal names, and the release is whole', async () => {
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(read, { maxLength: 12 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 100_000 }),
      fc.nat(12),
      async (reads, atOnce, saveEveryBytes, cutAfter) => {
        runs += 1;
        const on = join(run.folder, `stick-${runs}`);
        const pulled = join(run.folder, `pulled-${runs}`);
        mkdirSync(on);
        let keptThen: ReturnType<typeof pulledStick> = {};
        {
          await using download = await keepDownload(
            on,
            run.served.release,
            run.served.source,
            signal,
            saveEveryBytes,
          );
          const queue = [...reads.entries()];
          const reader = async (): Promise<void> => {
            for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
              const [nth, { file, offsetBytes, lengthBytes }] = next;
              const content = file === 'kernel.bin' ? KERNEL : ROOTFS;
              const wanted = content.subarray(offsetBytes, offsetBytes + lengthBytes);
              expect(
                Buffer.compare(await run.readFrom(download, file, offsetBytes, lengthBytes), wanted),
              ).toBe(0);
              if (nth === cutAfter) keptThen = pulledStick(on, pulled, 'r-1');
            }
          };
          await Promise.all(Array.from({ length: atOnce }, reader));
          if (!existsSync(pulled)) keptThen = pulledStick(on, pulled, 'r-1');
        }
        run.served.fetched.length = 0;
        await using download = await run.keep(pulled);
        await download.finish(silent, signal);
        expect(run.wronglyStored(pulled)).toEqual([]);
        const keptBytes = Object.values(keptThen)
          .flat()
          .reduce((sum, [start, end]) => sum + end - start, 0);
        expect(run.served.fetchedBytes()).toBe(310_000 - keptBytes);
      },
    ),
    { numRuns: 40 },
  );
});

test('checkpoints come by themselves, and tell of nothing that was not kept', async () => {
  await using download = await keepDownload(run.stick, run.served.release, run.served.source, signal, 50_000);
  for (let at = 0; at < 300_000; at += 30_000) await run.readFrom(download, 'rootfs.img', at, 30_000);
  await expect.poll(() => journalOf(run.stick, 'r-1')).not.toBe('none');
  const journal = journalOf(run.stick, 'r-1');
  if (journal === 'none') throw new Error('there is no journal');
  expect(journal['rootfs.img']?.[0]?.[0]).toBe(0);
  expect(journal['rootfs.img']?.[0]?.[1]).toBeGreaterThanOrEqual(50_000);
  expect(run.served.fetched.map(lengthOf)).toEqual(Array.from({ length: 10 }, () => 30_000));
  expect(run.served.fetched.map((one) => rangeOf(one)[0])).toEqual(
    Array.from({ length: 10 }, (_, at) => at * 30_000),
  );
});

/** After so many changes no folder of a stick can be changed any more: what is there is what a power cut leaves. */
function cutAt(changes: number): Disposable & { readonly reached: () => boolean } {
  const held = new DisposableStack();
  let done = 0;
  for (const name of ['write', 'rename', 'remove', 'removeEmpty', 'sync']) {
    const real = Object.getOwnPropertyDescriptor(StickFolder.prototype, name) ?? {};
    const change = real.value as (...args: readonly unknown[]) => Promise<void>;
    const value = async function (this: StickFolder, ...args: readonly unknown[]): Promise<void> {
      done += 1;
      if (done > changes) throw new Error('the power is cut');
      await change.apply(this, [...args]);
    };
    Object.defineProperty(StickFolder.prototype, name, { ...real, value });
    held.defer(() => Object.defineProperty(StickFolder.prototype, name, real));
  }
  return { reached: () => done > changes, [Symbol.dispose]: () => held.dispose() };
}

test('wherever finish() is cut off, the old release is there or the new one, and nothing is fetched again', async () => {
  const left = new Set<string>();
  for (let changes = 0, reached = true; reached; changes += 1) {
    const on = join(run.folder, `stick-${changes}`);
    const release = join(on, 'recovery', 'r-1');
    mkdirSync(release, { recursive: true });
    writeFileSync(join(release, 'old'), 'old');
    {
      await using download = await run.keep(on);
      expect(await run.wronglyRead(download)).toEqual([]);
    }
    run.served.fetched.length = 0;
    {
      await using download = await run.keep(on);
      using cut = cutAt(changes);
      await download.finish(silent, signal).catch(() => undefined);
      reached = cut.reached();
    }
    const there = existsSync(release) ? readdirSync(release) : ['old, but moved aside'];
    left.add(there.length > 1 ? 'new' : `${there[0]}`);
    // Where the release is the new one, nobody asks for it again.
    if (there.length === 1) {
      await using next = await run.keep(on);
      left.add(`then ${readdirSync(release).join(' ')}`);
      await next.finish(silent, signal);
    }
    expect(wrongFilesOf(on)).toEqual([]);
    expect(run.served.fetched).toEqual([]);
  }
  expect([...left]).toEqual(['old', 'then old', 'old, but moved aside', 'new']);
});

/** After the release was renamed, what is left of its part does no harm. */
const wrongFilesOf = (on: string): string[] =>
  run.wronglyStored(on).filter((name) => name !== 'recovery.part');
