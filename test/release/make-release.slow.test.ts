import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readPackedKey } from '../../src/formats/vboot/packed-key.ts';
import { makeRelease } from '../../src/release/make-release.ts';
import type { ReleaseSpec } from '../../src/release/release-spec.ts';
import { newKey, newReleaseKeys, publicHalf } from '../../src/simulate/simulated-keys.ts';
import { standInKernel } from '../../src/simulate/stand-in-kernel.ts';
import { bytesOf } from './bytes-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-release-'));
afterAll(() => rmSync(folder, { recursive: true }));

const root = newKey();
const made = newReleaseKeys(root);
const SPEC: ReleaseSpec = {
  id: 'nimbus-1',
  os: { name: 'Nimbus OS', version: '1.0' },
  arch: 'x86_64',
  models: [{ hwid: 'NIMBUS' }],
  kernel: {
    kind: 'parts',
    vmlinuz: standInKernel(100_000),
    bootloader: new Uint8Array(4096),
    commandLine: 'quiet',
  },
  rootfs: { image: bytesOf(Buffer.alloc(600 * 4096, 'content ')), verity: 'make' },
  firmware: 'none',
  packing: 'zstd',
  layout: 'default',
  keys: {
    release: made.release,
    releaseKeyblock: made.releaseKeyblock,
    kernelSubkey: publicHalf(made.kernelSubkey),
    kernel: { signer: made.kernelData, keyblock: made.kernelKeyblock },
    authorities: [readPackedKey(publicHalf(root))],
  },
  version: 1,
};

function make(out: string, change: Partial<ReleaseSpec> = {}, signal = new AbortController().signal) {
  return makeRelease({ ...SPEC, ...change }, join(folder, out), () => undefined, signal);
}

describe('makeRelease()', () => {
  test('says how far it is, up to the end', async () => {
    const told: (readonly [number, number])[] = [];
    const tell = (done: number, total: number): number => told.push([done, total]);
    await makeRelease(SPEC, join(folder, 'told'), tell, new AbortController().signal);
    const [done, total] = told.at(-1) ?? [0, 1];
    expect(done).toBe(total);
  });

  test('leaves nothing when it is stopped half-way', async () => {
    const stop = new AbortController();
    const image = {
      sizeBytes: 600 * 4096,
      read: async (_: number, into: Uint8Array) => {
        stop.abort(new Error('stopped'));
        return into.length;
      },
    };
    await expect(make('stopped', { rootfs: { image, verity: 'make' } }, stop.signal)).rejects.toThrow(
      'stopped',
    );
    expect(readdirSync(join(folder, 'stopped'))).toEqual([]);
  });

  test('leaves nothing of what the agent would refuse: here a keyblock for recovery mode only', async () => {
    const weak = { ...SPEC.keys, kernel: { signer: made.kernelData, keyblock: made.releaseKeyblock } };
    await expect(make('refused', { keys: weak })).rejects.toMatchObject({ code: 'FMT-01' });
    expect(readdirSync(join(folder, 'refused'))).toEqual([]);
  });

  test('removes what an earlier run left when it was ended', async () => {
    const left = join(folder, 'again/nimbus-1.part');
    mkdirSync(left, { recursive: true });
    writeFileSync(join(left, 'kernel.bin'), 'half a kernel');
    await make('again');
    expect(readdirSync(join(folder, 'again'))).toEqual(['nimbus-1']);
  });

  test('says what is wrong with the place when the release cannot be written there', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(make('file')).rejects.toMatchObject({
      code: 'PUB-01',
      facts: { problem: expect.stringContaining('ENOTDIR') },
    });
  });

  test('signs no kernel without a key for it', async () => {
    await expect(make('keyless', { keys: { ...SPEC.keys, kernel: 'none' } })).rejects.toMatchObject({
      code: 'KEY-01',
      facts: { file: 'kernel_data_key.vbprivk' },
    });
  });

  test('does not hold the root filesystem in memory', { timeout: 60_000 }, async () => {
    const sizeBytes = 512 * (1 << 20);
    const image = { sizeBytes, read: async (_: number, into: Uint8Array) => into.length };
    const before = process.memoryUsage().rss;
    let most = 0;
    const watch = (): void => {
      most = Math.max(most, process.memoryUsage().rss - before);
    };
    await makeRelease(
      { ...SPEC, rootfs: { image, verity: 'make' } },
      join(folder, 'large'),
      watch,
      new AbortController().signal,
    );
    expect(statSync(join(folder, 'large/nimbus-1/rootfs.img.zst')).size).toBeLessThan(1 << 20);
    expect(most).toBeLessThan(sizeBytes / 2);
  });
});
