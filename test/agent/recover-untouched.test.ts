import { rm, truncate } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import type { Manifest } from '../../src/catalog/manifest.ts';
import type { AgentEvent, StepName } from '../../src/core/events.ts';
import { Fault } from '../../src/core/faults.ts';
import { DEVELOPER } from './developer-keys.ts';
import { deviceWith } from './device-with.ts';
import { DISK, MIB, type RecoveryBench, ROOTFS, recoveryBench } from './recovery-bench.ts';
import { flipAt, longer, manifestWith, type SpoiltCase } from './spoil.ts';
import { Typist } from './typist.ts';

/** A stick with one good release, of which every case gets a copy. */
const BASE = await recoveryBench();
await BASE.add({});
/** The same with a packed root filesystem. */
const PACKED = await recoveryBench();
await PACKED.add({ packing: 'zstd' });
afterAll(() => Promise.all([BASE, PACKED].map((bench) => bench[Symbol.asyncDispose]())));

test.for([BASE, PACKED].map(({ stick }) => stick))(
  'recover() recovers from the good stick that the cases below spoil',
  async (stick) => {
    await using bench = await recoveryBench(stick);
    expect(await bench.run()).toBe('recovered');
    expect(bench.untouched).toBe(false);
  },
);

const DEVICE: readonly SpoiltCase[] = [
  ['the hardware ID is unknown', (bench) => (bench.device = { ...bench.device, hwid: 'unknown' }), 'SKU-01'],
];

const FOUND: readonly SpoiltCase[] = [
  ['the stick is not there', (bench) => rm(bench.stick, { recursive: true }), 'STK-01'],
  [
    "the device's own keys cannot be read",
    (bench) => (bench.trusted = () => fails(new Fault('SIG-07', {}))),
    'SIG-07',
  ],
];

const PLANNED: readonly SpoiltCase[] = [
  ['there is no disk', (bench) => (bench.listed = []), 'DSK-01'],
  ['the only disk is removable', (bench) => (bench.listed = [{ ...DISK, removable: 'removable' }]), 'DSK-01'],
  ['there are two disks alike', (bench) => (bench.listed = [DISK, { ...DISK, name: 'nvme1n1' }]), 'DSK-05'],
  ['the disk is read-only', (bench) => (bench.listed = [{ ...DISK, access: 'read-only' }]), 'DSK-03'],
  ['the disk is in use', (bench) => (bench.listed = [{ ...DISK, usedBy: ['mounted at /mnt'] }]), 'DSK-04'],
  [
    'another program holds the disk',
    (bench) => (bench.open = () => fails(new Fault('DSK-04', { disk: 'x', by: 'y' }))),
    'DSK-04',
  ],
  [
    'the disk is gone when it is opened',
    (bench) => (bench.open = () => fails(new Fault('DSK-09', { was: 'x', is: 'y' }))),
    'DSK-09',
  ],
  ['the disk is too small', (bench) => (bench.listed = [{ ...DISK, sizeBytes: 13 * MIB }]), 'DSK-02'],
  [
    'the layout is larger than the disk',
    manifestWith(({ layout }) => ({ layout: sized(layout, 'ROOT-B', 6 * MIB) })),
    'DSK-02',
  ],
  [
    'the layout has a number twice',
    manifestWith(({ layout }) => ({ layout: [...layout, ...layout.slice(-1)] })),
    'DSK-11',
  ],
  ['the layout has no kernel', manifestWith(({ layout }) => ({ layout: layout.slice(1) })), 'DSK-11'],
  [
    'the root filesystem does not fit',
    manifestWith(({ layout }) => ({ layout: sized(layout, 'ROOT-A', MIB) })),
    'IMG-08',
  ],
  [
    'the kernel does not fit',
    manifestWith(({ layout }) => ({ layout: sized(layout, 'KERN-A', MIB) })),
    'IMG-08',
  ],
];

const BLOCK = 4096;
const ROOTFS_BYTES = ROOTFS.image.length;
const flips: readonly SpoiltCase[] = (
  [
    ['first block', 7, 'IMG-03'],
    ['middle block', 150 * BLOCK, 'IMG-03'],
    ['last block of data', 300 * BLOCK - 1, 'IMG-03'],
    ['top of the hash tree', 300 * BLOCK, 'IMG-04'],
    ['leaves of the hash tree', 302 * BLOCK, 'IMG-04'],
    ['last byte', ROOTFS_BYTES - 1, 'IMG-04'],
  ] as const
).map(([where, at, code]) => [
  `the root filesystem has a flip in the ${where}`,
  (bench) => bench.edit('rootfs.img', flipAt(at)),
  code,
]);
const CHECKED: readonly SpoiltCase[] = [
  ['the root filesystem is missing', (bench) => rm(bench.file('rootfs.img')), 'IMG-01'],
  [
    'the root filesystem is shorter',
    (bench) => truncate(bench.file('rootfs.img'), ROOTFS_BYTES - BLOCK),
    'IMG-02',
  ],
  ['the root filesystem is longer', (bench) => bench.edit('rootfs.img', longer), 'IMG-02'],
  ...flips,
  ['the stick is pulled out', pulledOut, 'STK-03'],
];

const PACKED_CHECKED: readonly SpoiltCase[] = [
  [
    'the packed root filesystem is shorter',
    (bench) => bench.edit('rootfs.img.zst', (bytes) => bytes.subarray(0, -1)),
    'IMG-02',
  ],
  ['the packed root filesystem has a flip', (bench) => bench.edit('rootfs.img.zst', flipAt(5000)), 'IMG-03'],
  ['the seek table has a flip', (bench) => bench.edit('rootfs.img.zst', flipAt(-12)), 'IMG-06'],
];

const CONSENT: readonly SpoiltCase[] = [
  ['nobody can confirm a new developer key', (bench) => developers(bench), 'DEV-01'],
  [
    'the person stops during the delay',
    async (bench) => {
      await developers(bench);
      bench.person = new Typist(() => []);
      bench.onEvent = (event) => event.kind === 'delay' && event.leftMs < 290_000 && cancel(bench);
    },
    'AGT-02',
  ],
  [
    'the stick is pulled out during the delay',
    async (bench) => {
      await developers(bench);
      bench.person = new Typist(() => []);
      bench.stickIsThere = async () => bench.clock.nowMs() < 10_000;
    },
    'STK-03',
  ],
  [
    'the person stops before',
    (bench) => (bench.onEvent = (event) => isDone(event, 'check') && cancel(bench)),
    'AGT-02',
  ],
];

const PREPARED: readonly SpoiltCase[] = [
  [
    'the person stops at the last moment',
    (bench) => (bench.onEvent = (event) => isDone(event, 'consent') && cancel(bench)),
    'AGT-02',
  ],
  ['another disk has the name now', (bench) => becomes(bench, [{ ...DISK, serial: 'S2' }]), 'DSK-09'],
  ['the disk has another size now', (bench) => becomes(bench, [{ ...DISK, sizeBytes: 15 * MIB }]), 'DSK-09'],
  ['the disk is gone now', (bench) => becomes(bench, []), 'DSK-09'],
];

const byStep: Partial<Record<StepName, readonly SpoiltCase[]>> = {
  identify: DEVICE,
  find: FOUND,
  plan: PLANNED,
  check: CHECKED,
  consent: CONSENT,
  prepare: PREPARED,
};
const CASES = [
  ...Object.entries(byStep).flatMap(([step, cases]) =>
    cases.map((one) => [...one, step, BASE.stick] as const),
  ),
  ...PACKED_CHECKED.map((one) => [...one, 'check', PACKED.stick] as const),
];

test.for(CASES)('recover() leaves the disk untouched when %s', async ([, spoil, code, step, stick]) => {
  await using bench = await recoveryBench(stick);
  await spoil(bench);
  expect(await bench.run()).toMatchObject({ name: 'StepFailure', step, cause: { code } });
  expect(bench.untouched).toBe(true);
  expect(bench.events.map(({ kind }) => kind)).not.toContain('disk-state');
});

function fails(fault: Fault): Promise<never> {
  return Promise.reject(fault);
}

function cancel(bench: RecoveryBench): void {
  bench.stop.abort(new Fault('AGT-02', {}));
}

function isDone(event: AgentEvent, step: StepName): boolean {
  return event.kind === 'step-done' && event.step === step;
}

function sized(layout: Manifest['layout'], label: string, sizeBytes: number): Manifest['layout'] {
  return layout.map((one) => (one.label === label ? { ...one, sizeBytes } : one));
}

function pulledOut(bench: RecoveryBench): void {
  bench.source = { ...bench.source, openPayload: () => fails(new Fault('STK-03', {})) };
}

/** Makes the stick a developer's, and turns the switch on. */
async function developers(bench: RecoveryBench): Promise<void> {
  bench.device = deviceWith('on');
  await rm(bench.file(''), { recursive: true });
  await bench.add({}, DEVELOPER);
}

function becomes(bench: RecoveryBench, listed: RecoveryBench['listed']): void {
  bench.onEvent = (event) => {
    if (isDone(event, 'consent')) bench.listed = listed;
  };
}
