import { readFile } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import { type AgentEvent, STEPS, STEPS_IF_NEEDED } from '../../src/core/events.ts';
import { FIRST_RUN_STATE, reduceRun } from '../../src/core/run-state.ts';
import { signKeyblock } from '../../src/signing/sign-keyblock.ts';
import type { SigningKey } from '../../src/signing/signing-key.ts';
import { newReleaseKeys, publicHalf } from '../../src/simulate/simulated-keys.ts';
import { bootableKernels } from '../install/bootable-kernels.ts';
import { DEVELOPER } from './developer-keys.ts';
import { deviceWith } from './device-with.ts';
import {
  DISK_BYTES,
  GOOD,
  MAKER,
  MIB,
  oldDisk,
  type RecoveryBench,
  ROOTFS,
  recoveryBench,
} from './recovery-bench.ts';
import { attentive, Typist } from './typist.ts';

/** Sticks of the maker, plain and packed, and of a developer. */
const PLAIN = await recoveryBench();
await PLAIN.add({});
const PACKED = await recoveryBench();
await PACKED.add({ packing: 'zstd' });
const DEVELOPERS = await recoveryBench();
await DEVELOPERS.add({}, DEVELOPER);
afterAll(() => Promise.all([PLAIN, PACKED, DEVELOPERS].map((bench) => bench[Symbol.asyncDispose]())));

const STATE_AT = 13 * MIB;

/** What the firmware would find on the medium now, if the power went. */
async function expectRecovered(bench: RecoveryBench): Promise<void> {
  const read = bench.disk.afterPowerCut(() => false);
  const slots = bootableKernels(read, DISK_BYTES);
  expect(slots).toEqual([
    { copy: 'primary', number: 2, offsetBytes: MIB },
    { copy: 'secondary', number: 2, offsetBytes: MIB },
  ]);
  const kernel = await readFile(bench.file('kernel.bin'));
  expect(Buffer.compare(read(MIB, kernel.length), kernel)).toBe(0);
  expect(Buffer.compare(read(5 * MIB, ROOTFS.image.length), ROOTFS.image)).toBe(0);
  expect(read(STATE_AT, 4096).every((byte) => byte === 0x53)).toBe(true);
  expect(read(7 * MIB, 64 * 1024).every((byte) => byte === 0)).toBe(true);
}

test.for([
  ['a plain', PLAIN],
  ['a packed', PACKED],
] as const)('recover() makes a disk that starts the system of %s root filesystem', async ([, { stick }]) => {
  await using bench = await recoveryBench(stick);
  expect(await bench.run()).toBe('recovered');
  await expectRecovered(bench);
});

test('recover() goes through all the steps in their order, and says the state of the disk before it changes', async () => {
  await using bench = await recoveryBench(PLAIN.stick);
  await bench.run();
  const story = bench.events.flatMap((event) => {
    if (event.kind === 'disk-state') return [event.disk];
    return event.kind === 'step-started' || event.kind === 'step-done' ? [`${event.kind} ${event.step}`] : [];
  });
  const steps = STEPS.filter((step) => !STEPS_IF_NEEDED.has(step)).flatMap((step) => [
    `step-started ${step}`,
    `step-done ${step}`,
  ]);
  expect(story.filter((one) => one.startsWith('step'))).toEqual(steps);
  expect(story.indexOf('unbootable')).toBe(story.indexOf('step-started prepare') + 1);
  expect(story.indexOf('complete')).toBe(story.indexOf('step-done make-bootable') - 1);
});

test('recover() writes nothing before it has said that the disk is unbootable from now on', async () => {
  await using bench = await recoveryBench(PLAIN.stick);
  let askedBefore: readonly string[] = [];
  bench.onEvent = (event) => {
    if (event.kind === 'disk-state' && event.disk === 'unbootable') askedBefore = [...bench.asked];
  };
  await bench.run();
  expect(askedBefore.filter((operation) => operation !== 'read')).toEqual([]);
  expect(bench.asked).toContain('write');
});

test('recover() adds up to a state that a screen can show', async () => {
  await using bench = await recoveryBench(PLAIN.stick);
  await bench.run();
  const state = bench.events.reduce(
    (before, event, at) => reduceRun(before, { seq: at + 1, atMs: at, event }),
    FIRST_RUN_STATE,
  );
  expect(state).toMatchObject({
    device: bench.device,
    release: { id: GOOD.id, authority: 'firmware', osVersion: '1.10.0', source: 'stick' },
    target: { name: 'nvme0n1', serial: 'S1' },
    disk: 'complete',
    warnings: [],
  });
  expect(state.steps.every(({ status }) => status === 'done')).toBe(true);
  const bytes = Object.fromEntries(state.steps.map(({ name, doneBytes }) => [name, doneBytes]));
  expect(bytes['write']).toBe(bytes['check']);
  expect(bytes['read-back']).toBe(bytes['check']);
});

test('recover() takes a second run over the disk that it has just made', async () => {
  await using first = await recoveryBench(PACKED.stick);
  await first.run();
  await using second = await recoveryBench(PLAIN.stick);
  second.before = first.disk.afterPowerCut(() => false)(0, DISK_BYTES);
  expect(await second.run()).toBe('recovered');
  await expectRecovered(second);
});

test('recover() closes the disk and the files, also after a failure', async () => {
  for (const refuse of [
    () => undefined,
    (operation: string) => (operation === 'flush' ? 'EIO' : undefined),
  ]) {
    await using bench = await recoveryBench(PLAIN.stick);
    bench.faults = { refuse };
    let open = 0;
    const { source } = bench;
    bench.source = {
      ...source,
      async openPayload(...what) {
        const file = await source.openPayload(...what);
        if (file === 'absent') return file;
        open += 1;
        return {
          ...file,
          [Symbol.asyncDispose]: () => file[Symbol.asyncDispose]().then(() => void (open -= 1)),
        };
      },
    };
    let diskIsOpen = false;
    bench.open = async () => {
      diskIsOpen = true;
      const { disk } = bench;
      disk[Symbol.asyncDispose] = async () => void (diskIsOpen = false);
      return disk;
    };
    await bench.run();
    expect({ open, diskIsOpen }).toEqual({ open: 0, diskIsOpen: false });
  }
});

const delayOf = (events: readonly AgentEvent[]): string[] => [
  ...new Set(events.flatMap((event) => (event.kind === 'delay' ? [event.phase] : []))),
];
const keyblockOf = (key: SigningKey): Uint8Array =>
  signKeyblock({ dataKey: publicHalf(key), flags: 0x1f }, 'none');
const FOREIGN = newReleaseKeys('none');

/** A device with its switch on, somebody at the keyboard, and an old kernel that begins with these bytes. */
async function attended(stick: string, oldKernel?: Uint8Array): Promise<RecoveryBench> {
  const bench = await recoveryBench(stick);
  const typist = new Typist(attentive);
  bench.device = deviceWith('on');
  bench.before = oldDisk(oldKernel);
  bench.person = typist;
  bench.onEvent = (event) => typist.see(event);
  return bench;
}

test.for<[string, Uint8Array | undefined]>([
  ['an empty slot', undefined],
  ["another developer's kernel", keyblockOf(FOREIGN.kernelData)],
  ["the maker's kernel", MAKER.kernelKeyblock],
  ["a kernel that the developer's other key signed", keyblockOf(DEVELOPER.release)],
  ['a slot with something else in it', Buffer.alloc(4096, 'CHROMEOS')],
])('recover() makes a developer wait five minutes on a disk with %s', async ([, oldKernel]) => {
  await using bench = await attended(DEVELOPERS.stick, oldKernel);
  expect(await bench.run()).toBe('recovered');
  expect(delayOf(bench.events)).toEqual(['running', 'passed']);
  expect(bench.clock.nowMs()).toBeGreaterThanOrEqual(300_000);
  await expectRecovered(bench);
});

test('recover() makes a developer wait on a disk that cannot be read: it is no defect, and no reason to trust it', async () => {
  await using bench = await attended(DEVELOPERS.stick, DEVELOPER.kernelKeyblock);
  let delayed = false;
  const { onEvent } = bench;
  bench.onEvent = (event) => {
    onEvent(event);
    delayed ||= event.kind === 'delay';
  };
  bench.faults = { refuse: (operation) => (operation === 'read' && !delayed ? 'EIO' : undefined) };
  expect(await bench.run()).toBe('recovered');
  expect(delayOf(bench.events)).toEqual(['running', 'passed']);
});

test('recover() lets a developer go on at once whose kernel is on the disk', async () => {
  await using bench = await attended(DEVELOPERS.stick, DEVELOPER.kernelKeyblock);
  expect(await bench.run()).toBe('recovered');
  expect(delayOf(bench.events)).toEqual([]);
  expect(bench.clock.nowMs()).toBe(0);
});

test('recover() lets a developer go on at once after a recovery of their own', async () => {
  await using first = await attended(DEVELOPERS.stick);
  await first.run();
  await using second = await attended(DEVELOPERS.stick);
  second.before = first.disk.afterPowerCut(() => false)(0, DISK_BYTES);
  second.person = { presence: 'unattended', pressedKeys: () => [], randomBelow: () => 0 };
  expect(await second.run()).toBe('recovered');
  expect(delayOf(second.events)).toEqual([]);
});

test("recover() never makes the maker's system wait, whatever is on the disk and however the switch is", async () => {
  for (const oldKernel of [undefined, DEVELOPER.kernelKeyblock]) {
    await using bench = await attended(PLAIN.stick, oldKernel);
    expect(await bench.run()).toBe('recovered');
    expect(delayOf(bench.events)).toEqual([]);
  }
});

test('recover() writes nothing while the delay is running', async () => {
  await using bench = await attended(DEVELOPERS.stick);
  const { onEvent } = bench;
  const untouched = new Set<boolean>();
  bench.onEvent = (event) => {
    onEvent(event);
    if (event.kind === 'delay') untouched.add(bench.asked.every((operation) => operation === 'read'));
  };
  await bench.run();
  expect([...untouched]).toEqual([true]);
});

test('recover() does nothing to a device that its memory knows, and remembers one that it has recovered', async () => {
  await using bench = await recoveryBench(PLAIN.stick);
  const remembered: string[] = [];
  bench.memory = {
    knows: async (_, { digest }) => (remembered.includes(digest) ? 'done-before' : 'new'),
    remember: async (_, { digest }) => void remembered.push(digest),
  };
  expect(await bench.run()).toBe('recovered');
  expect(remembered).toHaveLength(1);
  const writes = bench.asked.length;
  expect(await bench.run()).toBe('done-before');
  expect(bench.asked.length).toBe(writes);
  expect(remembered).toHaveLength(1);
});

test('recover() remembers no device that it could not recover', async () => {
  await using bench = await recoveryBench(PLAIN.stick);
  const remembered: string[] = [];
  bench.memory = {
    knows: async () => 'new',
    remember: async (_, { digest }) => void remembered.push(digest),
  };
  bench.faults = { refuse: (operation) => (operation === 'write' ? 'EIO' : undefined) };
  expect(await bench.run()).toMatchObject({ name: 'StepFailure' });
  expect(remembered).toEqual([]);
});
