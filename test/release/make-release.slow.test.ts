import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { firmwarePayload } from '../../src/catalog/firmware-payload.ts';
import { type Manifest, readManifest } from '../../src/catalog/manifest.ts';
import { readPackedKey } from '../../src/formats/vboot/packed-key.ts';
import type { ImageBytes } from '../../src/release/image-bytes.ts';
import { makeRelease } from '../../src/release/make-release.ts';
import type { ReleaseSpec } from '../../src/release/release-spec.ts';
import { makeFlash } from '../../src/simulate/make-flash.ts';
import { newKey, newReleaseKeys, publicHalf } from '../../src/simulate/simulated-keys.ts';
import { standInKernel } from '../../src/simulate/stand-in-kernel.ts';
import { flashSpec } from '../firmware/flash-spec.ts';
import { bytesOf } from './bytes-of.ts';

const folder = mkdtempSync(join(tmpdir(), 'rsd-release-'));
afterAll(() => rmSync(folder, { recursive: true }));

const root = newKey();
const made = newReleaseKeys(root);
const KERNEL = {
  kind: 'parts',
  vmlinuz: standInKernel(100_000),
  bootloader: new Uint8Array(4096),
  commandLine: 'quiet',
} as const;
const SPEC: ReleaseSpec = {
  id: 'nimbus-1',
  os: { name: 'Nimbus OS', version: '1.0' },
  arch: 'x86_64',
  models: [{ hwid: 'NIMBUS' }],
  system: {
    kernel: KERNEL,
    rootfs: { image: bytesOf(Buffer.alloc(600 * 4096, 'content ')), verity: 'make' },
  },
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

function withRootfs(image: ImageBytes): Pick<ReleaseSpec, 'system'> {
  return { system: { kernel: KERNEL, rootfs: { image, verity: 'make' } } };
}

function madeManifest(out: string): Manifest {
  return readManifest(readFileSync(join(folder, out, 'nimbus-1/manifest.json')));
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
    await expect(make('stopped', withRootfs(image), stop.signal)).rejects.toThrow('stopped');
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

  test('gives the firmware the version that its slots give themselves', async () => {
    await make('with-firmware', { firmware: makeFlash(flashSpec()) });
    expect(firmwarePayload(madeManifest('with-firmware'))).toMatchObject({
      file: 'firmware.bin',
      bytes: 1 << 24,
      version: '15117.112.0',
    });
  });

  test('makes a release of firmware alone', async () => {
    await make('alone', { system: 'none', firmware: makeFlash(flashSpec()) });
    const { payloads, layout } = madeManifest('alone');
    expect(payloads.map(({ role }) => role)).toEqual(['firmware']);
    expect(layout).toEqual([]);
  });

  test('makes no release of nothing', async () => {
    await expect(make('nothing', { system: 'none' })).rejects.toMatchObject({ code: 'MAN-02' });
  });

  test.for([
    ['is no flash image', Buffer.alloc(4096), 'OPT-01'],
    ['has no version', makeFlash(flashSpec({ readWriteId: 'Nimbus' })), 'OPT-01'],
    ['has another platform in its slots', makeFlash(flashSpec({ readWriteId: 'Eve.1.2' })), 'FWR-02'],
    ['has slots that its own root key did not sign', makeFlash(flashSpec({ keys: made })), 'FWR-03'],
  ] as const)('makes no release of firmware that %s', async ([, firmware, code]) => {
    await expect(make('bad-firmware', { firmware })).rejects.toMatchObject({ code });
    expect(readdirSync(join(folder, 'bad-firmware'))).toEqual([]);
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
      { ...SPEC, ...withRootfs(image) },
      join(folder, 'large'),
      watch,
      new AbortController().signal,
    );
    expect(statSync(join(folder, 'large/nimbus-1/rootfs.img.zst')).size).toBeLessThan(1 << 20);
    expect(most).toBeLessThan(sizeBytes / 2);
  });
});
