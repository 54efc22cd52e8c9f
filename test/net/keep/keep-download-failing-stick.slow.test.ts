import { mkdirSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { LOOP_DEVICES, mounted } from '../../host/real-devices.ts';
import { signal, stickRun } from './stick-run.ts';

// Real block devices and mounts need root and the loop driver: skipped tests are named at the end of a run.
const noMounts = LOOP_DEVICES === 'missing';
const run = stickRun();
const silent = (): void => undefined;

test('a stick that is gone fails no read, and finish() gives STK-06', async () => {
  await using download = await run.keep();
  await run.readFrom(download, 'rootfs.img', 0, 100_000);
  rmSync(run.stick, { recursive: true });
  expect(await run.wronglyRead(download)).toEqual([]);
  await expect(download.finish(silent, signal)).rejects.toMatchObject({ code: 'STK-06' });
});

test('a file on the stick that becomes shorter fails no read, and finish() gives STK-06', async () => {
  await using download = await run.keep();
  await run.readFrom(download, 'rootfs.img', 0, 100_000);
  truncateSync(run.part('rootfs.img'), 50_000);
  expect(await run.wronglyRead(download)).toEqual([]);
  await expect(download.finish(silent, signal)).rejects.toMatchObject({
    code: 'STK-06',
    facts: { problem: 'rootfs.img has become shorter' },
  });
});

test.skipIf(noMounts)(
  'a stick that is full fails no read, and finish() gives STK-06 (tmpfs, root)',
  async () => {
    using _ = mounted('rsd', run.stick, '-t', 'tmpfs', '-o', 'size=2m');
    await using download = await run.keep();
    await run.readFrom(download, 'rootfs.img', 0, 100_000);
    const room = join(run.stick, 'filler');
    expect(() => writeFileSync(room, new Uint8Array(3 << 20))).toThrow('ENOSPC');
    expect(await run.wronglyRead(download)).toEqual([]);
    await expect(download.finish(silent, signal)).rejects.toMatchObject({
      code: 'STK-06',
      facts: { errno: 'ENOSPC', problem: 'the stick is full' },
    });
  },
);

test.skipIf(noMounts)('keepDownload() tells how much room is missing (tmpfs, root)', async () => {
  using _ = mounted('rsd', run.stick, '-t', 'tmpfs', '-o', 'size=1m');
  await expect(run.keep()).rejects.toMatchObject({
    code: 'STK-06',
    facts: { problem: 'the stick is too full', neededBytes: 310_000 + (1 << 20), freeBytes: 1 << 20 },
  });
});

test.skipIf(noMounts)('keepDownload() needs no room for what is kept already (tmpfs, root)', async () => {
  using _ = mounted('rsd', run.stick, '-t', 'tmpfs', '-o', 'size=1360k');
  await run.keptBefore();
  await (await run.keep())[Symbol.asyncDispose]();
  rmSync(run.part('journal.json'));
  writeFileSync(join(run.stick, 'filler'), new Uint8Array(64 << 10));
  await expect(run.keep()).rejects.toMatchObject({ code: 'STK-06' });
});

test.skipIf(noMounts)(
  'keepDownload() removes parts of other releases when room is short (tmpfs, root)',
  async () => {
    using _ = mounted('rsd', run.stick, '-t', 'tmpfs', '-o', 'size=1400k');
    for (const id of ['r-0', 'r-2']) {
      mkdirSync(join(run.stick, 'recovery.part', id), { recursive: true });
      writeFileSync(join(run.stick, 'recovery.part', id, 'rootfs.img'), new Uint8Array(64 << 10));
    }
    mkdirSync(join(run.stick, 'recovery', 'r-2'), { recursive: true });
    await (await run.keep())[Symbol.asyncDispose]();
    expect(readdirSync(join(run.stick, 'recovery.part')).toSorted()).toEqual(['r-1', 'r-2']);
  },
);

test.skipIf(noMounts)('keepDownload() gives STK-06 for a write-protected stick (tmpfs, root)', async () => {
  using _ = mounted('rsd', run.stick, '-t', 'tmpfs', '-o', 'size=2m,ro');
  await expect(run.keep()).rejects.toMatchObject({
    code: 'STK-06',
    facts: { errno: 'EROFS', problem: 'the stick is write-protected' },
  });
});
