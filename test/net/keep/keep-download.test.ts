import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/faults.ts';
import { journalOf } from './pulled-stick.ts';
import { MANIFEST, servedRelease, someBytes } from './served-release.ts';
import { KERNEL, ROOTFS, signal, stickRun } from './stick-run.ts';

const run = stickRun();
const silent = (): void => undefined;

test('keepDownload() gives what the server has, and finish() makes a release of what passed through', async () => {
  await using download = await run.keep();
  expect(await run.wronglyRead(download)).toEqual([]);
  expect(run.served.fetchedBytes()).toBe(310_000);
  const progress: (readonly [number, number])[] = [];
  await download.finish((done, total) => progress.push([done, total]), signal);
  expect(run.wronglyStored()).toEqual([]);
  expect(run.served.fetchedBytes()).toBe(310_000);
  expect(progress.at(-1)).toEqual([310_000, 310_000]);
  expect(await run.wronglyRead(download)).toEqual([]);
  expect(run.served.fetchedBytes()).toBe(310_000);
});

test('keepDownload() passes everything else on to the server', async () => {
  await using download = await run.keep();
  const { source } = download;
  expect([source.label, source.location]).toEqual(['server', 'network']);
  expect(await source.list(signal)).toEqual(['r-1']);
  expect(await source.readSmall('r-1', 'manifest.json', 99, signal)).toEqual(MANIFEST);
  expect(await source.openPayload('r-1', 'firmware.bin', signal)).toBe('absent');
  run.served.content.set('other.bin', KERNEL);
  expect(await run.readFrom(download, 'other.bin', 0, 5)).toEqual(KERNEL.subarray(0, 5));
  expect(readdirSync(run.part()).toSorted()).toEqual(['kernel.bin', 'rootfs.img']);
});

test('a read is cut at the end of the file, and finds nothing behind it', async () => {
  await using download = await run.keep();
  expect(await run.readFrom(download, 'rootfs.img', 299_000, 5000)).toEqual(ROOTFS.subarray(299_000));
  expect(await run.readFrom(download, 'rootfs.img', 299_000, 5000)).toEqual(ROOTFS.subarray(299_000));
  expect(await run.readFrom(download, 'rootfs.img', 300_000, 5000)).toHaveLength(0);
  expect(await run.readFrom(download, 'rootfs.img', 400_000, 5000)).toHaveLength(0);
  expect(run.served.fetched).toEqual(['rootfs.img 299000-300000']);
});

test('a read fetches exactly what is missing, once', async () => {
  await using download = await run.keep();
  await run.readFrom(download, 'rootfs.img', 1000, 1000);
  await run.readFrom(download, 'rootfs.img', 5000, 1000);
  expect(await run.readFrom(download, 'rootfs.img', 0, 10_000)).toEqual(ROOTFS.subarray(0, 10_000));
  expect(run.served.fetched.map((one) => one.split(' ')[1])).toEqual([
    '1000-2000',
    '5000-6000',
    '0-1000',
    '2000-5000',
    '6000-10000',
  ]);
});

test('a read fills memory that threads share', async () => {
  await using download = await run.keep();
  const payload = await download.source.openPayload('r-1', 'rootfs.img', signal);
  if (payload === 'absent') throw new Error('absent');
  await using held = payload;
  const into = new Uint8Array(new SharedArrayBuffer(50_000));
  for (const _ of ['from the server', 'from the stick']) {
    into.fill(0);
    expect(await held.read(1000, into, signal)).toBe(50_000);
    expect(Buffer.compare(into, ROOTFS.subarray(1000, 51_000))).toBe(0);
  }
  expect(run.served.fetchedBytes()).toBe(50_000);
});

test('finish() fetches exactly what did not pass through', async () => {
  await run.keptBefore();
  run.served.fetched.length = 0;
  await using download = await run.keep();
  const progress: (readonly [number, number])[] = [];
  await download.finish((done, total) => progress.push([done, total]), signal);
  expect(run.wronglyStored()).toEqual([]);
  expect(run.served.fetched.toSorted()).toEqual([
    'kernel.bin 0-10000',
    'rootfs.img 100000-200000',
    'rootfs.img 250000-300000',
  ]);
  expect(progress.at(-1)).toEqual([470_000, 470_000]);
  expect(progress.map(([done]) => done)).toEqual(progress.map(([done]) => done).toSorted((a, b) => a - b));
});

test('keepDownload() goes on with what a run has kept that ended well', async () => {
  await run.keptBefore();
  expect(journalOf(run.stick, 'r-1')).toEqual({
    'kernel.bin': [],
    'rootfs.img': [
      [0, 100_000],
      [200_000, 250_000],
    ],
  });
  run.served.fetched.length = 0;
  await using download = await run.keep();
  expect(await run.wronglyRead(download)).toEqual([]);
  expect(run.served.fetchedBytes()).toBe(160_000);
  await download.finish(silent, signal);
  expect(run.wronglyStored()).toEqual([]);
});

test('finish() finds every hole, also when there were more than are remembered', async () => {
  await using download = await run.keep();
  for (let at = 500; at < ROOTFS.length; at += 1000) await run.readFrom(download, 'rootfs.img', at, 10);
  await download.finish(silent, signal);
  expect(run.wronglyStored()).toEqual([]);
  // 300 pieces of 10 bytes were kept, and 44 of them forgotten.
  expect(run.served.fetchedBytes()).toBe(310_000 + 44 * 10);
});

test('finish() needs no server when everything was kept', async () => {
  await using download = await run.keep();
  expect(await run.wronglyRead(download)).toEqual([]);
  run.served.failure = new Fault('NET-03', { host: 'server' });
  run.served.content.clear();
  await download.finish(silent, signal);
  expect(run.wronglyStored()).toEqual([]);
});

test('finish() gives the fault of a server that fails, and can be asked again', async () => {
  await using download = await run.keep();
  await run.readFrom(download, 'rootfs.img', 0, 100_000);
  run.served.failure = new Fault('NET-03', { host: 'server' });
  await expect(download.finish(silent, signal)).rejects.toBe(run.served.failure);
  run.served.failure = undefined;
  await download.finish(silent, signal);
  expect(run.wronglyStored()).toEqual([]);
  expect(run.served.fetchedBytes()).toBe(310_000);
});

test.for([
  ['has lost a file', 'IMG-01', () => run.served.content.delete('rootfs.img')],
  ['has another size', 'IMG-02', () => run.served.content.set('rootfs.img', ROOTFS.subarray(1))],
] as const)('finish() refuses a server that %s', async ([, code, change]) => {
  await using download = await run.keep();
  change();
  await expect(download.finish(silent, signal)).rejects.toMatchObject({ code });
  expect(existsSync(run.kept())).toBe(false);
});

test('finish() ends with its signal', async () => {
  const stop = new AbortController();
  await using download = await run.keep();
  const reason = new Error('stopped');
  const stopped = download.finish(() => stop.abort(reason), stop.signal);
  await expect(stopped).rejects.toBe(reason);
  expect(existsSync(run.kept())).toBe(false);
});

test('finish() refuses a file that is not the one that was signed, forgets it, and can be asked again', async () => {
  await using download = await run.keep();
  run.served.content.set('rootfs.img', ROOTFS.with(123_456, ROOTFS[123_456] ? 0 : 1));
  await expect(download.finish(silent, signal)).rejects.toMatchObject({
    code: 'STK-06',
    facts: { problem: 'what was kept is damaged', file: 'rootfs.img' },
  });
  expect(existsSync(run.kept())).toBe(false);
  expect(journalOf(run.stick, 'r-1')).toEqual({ 'kernel.bin': [[0, 10_000]], 'rootfs.img': [] });
  run.served.content.set('rootfs.img', ROOTFS);
  run.served.fetched.length = 0;
  await download.finish(silent, signal);
  expect(run.wronglyStored()).toEqual([]);
  expect(run.served.fetchedBytes()).toBe(300_000);
});

test('forget() drops what is kept, on the stick too, and goes on from the server', async () => {
  await run.keptBefore();
  writeFileSync(run.part('rootfs.img'), new Uint8Array(250_000));
  run.served.fetched.length = 0;
  {
    await using download = await run.keep();
    expect(await run.readFrom(download, 'rootfs.img', 0, 100)).toEqual(new Uint8Array(100));
    await download.forget();
    expect(journalOf(run.stick, 'r-1')).toEqual({ 'kernel.bin': [], 'rootfs.img': [] });
    expect(await run.readFrom(download, 'rootfs.img', 0, 100)).toEqual(ROOTFS.subarray(0, 100));
    expect(run.served.fetchedBytes()).toBe(100);
  }
  await using download = await run.keep();
  await download.finish(silent, signal);
  expect(run.wronglyStored()).toEqual([]);
  expect(run.served.fetchedBytes()).toBe(310_000);
});

test('forget() drops what is still being fetched', async () => {
  await using download = await run.keep();
  const before = run.readFrom(download, 'rootfs.img', 0, 1000);
  await new Promise((resolve) => setImmediate(resolve));
  await download.forget();
  await before;
  run.served.fetched.length = 0;
  await run.readFrom(download, 'rootfs.img', 0, 1000);
  expect(run.served.fetchedBytes()).toBe(1000);
});

test('what lies far behind the end of the file is kept when the file has grown', async () => {
  const MIB = 1 << 20;
  const big = someBytes(24 * MIB, 3);
  const other = servedRelease({ 'rootfs.img': big });
  await using download = await run.keep(run.stick, other);
  const tail = (): Promise<Uint8Array> => run.readFrom(download, 'rootfs.img', 20 * MIB, 4 * MIB);
  expect(Buffer.compare(await tail(), big.subarray(20 * MIB))).toBe(0);
  await run.readFrom(download, 'rootfs.img', 0, 4 * MIB);
  await tail();
  expect(other.fetchedBytes()).toBe(12 * MIB);
  await tail();
  expect(other.fetchedBytes()).toBe(12 * MIB);
  await download.finish(silent, signal);
  expect(readFileSync(run.kept('rootfs.img')).equals(big)).toBe(true);
});
