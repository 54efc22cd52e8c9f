import { rm } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import { getReady } from '../../src/agent/get-ready.ts';
import type { ReadyInstall } from '../../src/agent/ready-install.ts';
import { type Step, stepper } from '../../src/agent/stepper.ts';
import { findCandidates } from '../../src/catalog/find-candidates.ts';
import { type Manifest, readManifest } from '../../src/catalog/manifest.ts';
import type { AgentEvent } from '../../src/core/events.ts';
import { Fault } from '../../src/core/faults.ts';
import type { BlockDevice } from '../../src/core/ports.ts';
import { DISK, GOOD, MAKER, MIB, type RecoveryBench, recoveryBench } from './recovery-bench.ts';
import { flipAt } from './spoil.ts';
import { weakKernel } from './spoilt-kernel.ts';

const OLD = 'nimbus-1.9.2';
/** A stick with two good releases, the newer of which goes first. */
const BASE = await recoveryBench();
await BASE.add({});
await BASE.add({ id: OLD, osVersion: '1.9.2', packing: 'zstd' });
afterAll(() => BASE[Symbol.asyncDispose]());

async function ready(bench: RecoveryBench): Promise<ReadyInstall> {
  const { ports, stop, device } = bench;
  const step: Step = stepper(ports.emit, ports.clock, stop.signal);
  const policy = await ports.policy(device, { kind: 'none' });
  const candidates = await findCandidates(ports.stick, policy, stop.signal);
  const got = await getReady(candidates, policy, { kind: 'none' }, ports, step, stop.signal);
  if (got === 'done-before') throw new Error('No line was asked for');
  return got;
}

/** What a person is told, in short. */
function told(events: readonly AgentEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.kind === 'step-started') return [event.step];
    if (event.kind === 'target' || event.kind === 'refused-all') return [event.kind];
    if (event.kind === 'warning') return [`warning ${event.code} ${String(event.facts['release'])}`];
    if (event.kind !== 'chosen') return [];
    const others = event.others.map(({ id, code }) => `${id} ${code ?? 'is worse'}`);
    return [`chosen ${event.release.id}: ${others.join()}`];
  });
}

/** A disk that counts how often it was opened and closed. */
function counted(
  bench: RecoveryBench,
  readsFrom: BlockDevice['readsFrom'] = 'medium',
): { opened: number; closed: number } {
  const count = { opened: 0, closed: 0 };
  bench.open = async () => {
    count.opened += 1;
    const { disk } = bench;
    return {
      sizeBytes: disk.sizeBytes,
      sectorBytes: disk.sectorBytes,
      readsFrom,
      write: (...what) => disk.write(...what),
      read: (...what) => disk.read(...what),
      lend: (work) => work(),
      flush: () => disk.flush(),
      [Symbol.asyncDispose]: async () => void (count.closed += 1),
    };
  };
  return count;
}

test('getReady() chooses, plans and checks the best release, and keeps the disk open for it', async () => {
  await using bench = await recoveryBench(BASE.stick);
  const count = counted(bench);
  const install = await ready(bench);
  expect(install.release.manifest.id).toBe(GOOD.id);
  expect(install.plan.disk).toBe(DISK);
  expect(told(bench.events)).toEqual([
    'choose',
    `chosen ${GOOD.id}: ${OLD} is worse`,
    'plan',
    'target',
    'check',
  ]);
  expect(count).toEqual({ opened: 1, closed: 0 });
  await install[Symbol.asyncDispose]();
  expect(count).toEqual({ opened: 1, closed: 1 });
  expect(bench.untouched).toBe(true);
});

test('getReady() reads everything once, and tells how far it is', async () => {
  await using bench = await recoveryBench(BASE.stick);
  await using install = await ready(bench);
  const total = install.images.rootfs.sizeBytes + install.images.kernel.sizeBytes;
  expect(bench.events).toContainEqual({
    kind: 'step-progress',
    step: 'check',
    doneBytes: total,
    totalBytes: total,
  });
  expect(bench.events).toContainEqual({ kind: 'step-done', step: 'check', bytes: total });
});

type Damage = (bench: RecoveryBench) => Promise<void>;
const DAMAGES: readonly (readonly [string, string, Damage])[] = [
  ['has a damaged root filesystem', 'IMG-03', (bench) => bench.edit('rootfs.img', flipAt(100 * 4096))],
  ['has no kernel', 'IMG-01', (bench) => rm(bench.file('kernel.bin'))],
  ['has a kernel that is changed', 'IMG-03', (bench) => bench.edit('kernel.bin', flipAt(90_000))],
  ['is cut short', 'IMG-02', (bench) => bench.edit('rootfs.img', (bytes) => bytes.subarray(0, -4096))],
  [
    'does not fit its partitions',
    'IMG-08',
    (bench) => withLayout(bench, (layout) => sized(layout, 'ROOT-A', MIB)),
  ],
  ['has a kernel with a weak key', 'SIG-06', weakKernel],
  ['has a layout without sense', 'DSK-11', (bench) => withLayout(bench, (layout) => layout.slice(1))],
];

test.for(DAMAGES)(
  'getReady() warns and takes the next release when the best one %s',
  async ([, code, damage]) => {
    await using bench = await recoveryBench(BASE.stick);
    await damage(bench);
    const count = counted(bench);
    await using install = await ready(bench);
    expect(install.release.manifest.id).toBe(OLD);
    const said = told(bench.events);
    const warned = said.indexOf(`warning ${code} ${GOOD.id}`);
    expect(said.slice(0, warned)).toContain(`chosen ${GOOD.id}: ${OLD} is worse`);
    expect(said.slice(warned + 1)).toEqual(['choose', `chosen ${OLD}: ${GOOD.id} ${code}`, 'plan', 'check']);
    expect(said.filter((one) => one === 'target')).toHaveLength(1);
    expect(count).toEqual({ opened: 1, closed: 0 });
  },
);

test('getReady() fails with the fault of the last release when none is left, after a warning for each before it', async () => {
  await using bench = await recoveryBench(BASE.stick);
  await bench.edit('rootfs.img', flipAt(100 * 4096));
  await bench.edit('rootfs.img.zst', (bytes) => bytes.subarray(0, -1), OLD);
  const count = counted(bench);
  await expect(ready(bench)).rejects.toMatchObject({
    step: 'check',
    cause: { code: 'IMG-02', facts: { file: 'rootfs.img.zst' } },
  });
  expect(told(bench.events).filter((one) => /^(chosen|warning|refused)/.test(one))).toEqual([
    `chosen ${GOOD.id}: ${OLD} is worse`,
    `warning IMG-03 ${GOOD.id}`,
    `chosen ${OLD}: ${GOOD.id} IMG-03`,
  ]);
  expect(count).toEqual({ opened: 1, closed: 1 });
});

test('getReady() fails with the damage of the only usable release, whatever else was refused', async () => {
  await using bench = await recoveryBench(BASE.stick);
  await bench.edit('rootfs.img', flipAt(100 * 4096));
  await rm(bench.file('manifest.vblock', OLD));
  await expect(ready(bench)).rejects.toMatchObject({ step: 'check', cause: { code: 'IMG-03' } });
  expect(told(bench.events).some((one) => one.startsWith('warning'))).toBe(false);
});

test('getReady() names every refusal when nothing can be used', async () => {
  await using bench = await recoveryBench(BASE.stick);
  await rm(bench.file('manifest.vblock'));
  await rm(bench.file('manifest.json', OLD));
  await expect(ready(bench)).rejects.toMatchObject({ step: 'choose', cause: { code: 'SRC-02' } });
  expect(told(bench.events)).toEqual(['choose', 'refused-all']);
  const [refused] = bench.events.filter(({ kind }) => kind === 'refused-all');
  expect(refused).toMatchObject({
    others: [
      { id: GOOD.id, code: 'SIG-01' },
      { id: OLD, code: 'MAN-01' },
    ],
  });
});

test.for([
  ['a stick that fails', new Fault('STK-02', { errno: 'EIO' })],
  ['a stick that was pulled out', new Fault('STK-03', { errno: 'ENODEV' })],
  ['a defect', new TypeError('undefined is not')],
] as const)('getReady() does not blame a release for %s', async ([, error]) => {
  await using bench = await recoveryBench(BASE.stick);
  bench.source = { ...bench.source, openPayload: () => Promise.reject(error) };
  const count = counted(bench);
  await expect(ready(bench)).rejects.toMatchObject({ step: 'check', cause: error });
  expect(told(bench.events).some((one) => one.startsWith('warning'))).toBe(false);
  expect(count).toEqual({ opened: 1, closed: 1 });
});

test('getReady() does not look for another release when the disk is the trouble', async () => {
  await using bench = await recoveryBench(BASE.stick);
  bench.listed = [{ ...DISK, sizeBytes: 8 * MIB }];
  const count = counted(bench);
  await expect(ready(bench)).rejects.toMatchObject({ step: 'plan', cause: { code: 'DSK-02' } });
  expect(told(bench.events).filter((one) => one.startsWith('chosen'))).toHaveLength(1);
  expect(count).toEqual({ opened: 1, closed: 1 });
});

test('getReady() warns when the disk can only be read through the cache', async () => {
  await using bench = await recoveryBench(BASE.stick);
  counted(bench, 'cache');
  await using install = await ready(bench);
  expect(install.disk.readsFrom).toBe('cache');
  expect(bench.events).toContainEqual({ kind: 'warning', code: 'DSK-13', facts: { disk: 'nvme0n1' } });
});

async function withLayout(
  bench: RecoveryBench,
  change: (layout: Manifest['layout']) => Manifest['layout'],
): Promise<void> {
  await bench.resign((text) => {
    const manifest = readManifest(Buffer.from(text));
    return JSON.stringify({ ...manifest, layout: change(manifest.layout) });
  }, MAKER);
}

function sized(layout: Manifest['layout'], label: string, sizeBytes: number): Manifest['layout'] {
  return layout.map((one) => (one.label === label ? { ...one, sizeBytes } : one));
}
