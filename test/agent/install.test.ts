import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { install } from '../../src/agent/install.ts';
import type { RecoveryPorts } from '../../src/agent/recovery-ports.ts';
import { stepper } from '../../src/agent/stepper.ts';
import type { AgentEvent, DiskState } from '../../src/core/events.ts';
import type { DiskDescription, FilesystemMaker } from '../../src/core/ports.ts';
import { packBootAttributes } from '../../src/formats/gpt/boot-attributes.ts';
import { encodeGpt } from '../../src/formats/gpt/encode-gpt.ts';
import { GPT_TYPES } from '../../src/formats/gpt/gpt-types.ts';
import { planInstall } from '../../src/install/install-plan.ts';
import { candidateOf, MANIFEST, policyFor, releaseOf } from '../catalog/signed-release.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { FakeDisk, type FakeDiskFaults } from '../fakes/fake-disk.ts';
import { memoryImage } from '../fakes/memory-image.ts';
import { bootableKernels, type ReadDisk } from '../install/bootable-kernels.ts';

const MIB = 1 << 20;
const DISK_BYTES = 8 * MIB;
const KERNEL_BYTES = 72 * 1024;
const ROOT_BYTES = 64 * 1024;
const STATE_MARK = new Uint8Array(4096).fill(0x53);

const pattern = (seed: number, length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (seed * 31 + at * 7 + (at >> 8)) & 0xff);
const NEW = { kernel: pattern(1, KERNEL_BYTES), root: pattern(2, ROOT_BYTES) };
const OLD = { kernel: pattern(3, KERNEL_BYTES), root: pattern(4, ROOT_BYTES), state: pattern(5, ROOT_BYTES) };

/** The old system has its partitions in other places, so that a write for the new one may hit any part of it. */
const OLD_PLACES = { kernel: 2 * MIB, root: 1 * MIB, state: 4 * MIB };

const description: DiskDescription = {
  name: 'nvme0n1',
  model: 'fake',
  serial: 'S1',
  sizeBytes: DISK_BYTES,
  devicePath: '/dev/nvme0n1',
  sectorBytes: 512,
  bus: 'nvme',
  removable: 'fixed',
  access: 'read-write',
  usedBy: [],
};

const release = releaseOf(
  candidateOf({
    ...MANIFEST,
    layout: [
      {
        number: 2,
        label: 'KERN-A',
        type: 'kernel',
        sizeBytes: MIB,
        payload: 'kernel',
        boot: { priority: 2, tries: 15, successful: 0 },
      },
      { number: 3, label: 'ROOT-A', type: 'rootfs', sizeBytes: MIB, payload: 'rootfs' },
      { number: 4, label: 'KERN-B', type: 'kernel', sizeBytes: 128 * 1024 },
      { number: 5, label: 'ROOT-B', type: 'rootfs', sizeBytes: MIB },
      { number: 1, label: 'STATE', type: 'data', sizeBytes: 'rest', filesystem: 'ext4' },
    ],
  }),
  policyFor(),
);
const plan = planInstall(release, description, () => randomUUID().toUpperCase());
const placeOf = (label: string): number =>
  plan.partitions.find((one) => one.label === label)?.offsetBytes ?? -1;

const OLD_DISK = oldDisk();

interface Attempt {
  readonly disk: FakeDisk;
  readonly told: DiskState;
  readonly outcome: 'installed' | 'failed';
  readonly error: unknown;
}

async function attempt(faults: FakeDiskFaults = {}): Promise<Attempt> {
  const disk = new FakeDisk(OLD_DISK, faults);
  let told: DiskState = 'untouched';
  const emit = (event: AgentEvent): void => {
    if (event.kind === 'disk-state') told = event.disk;
  };
  const ports = portsFor(disk, emit);
  const images = {
    kernel: memoryImage('kernel.bin', NEW.kernel),
    rootfs: memoryImage('rootfs.img', NEW.root),
  };
  const { signal } = new AbortController();
  try {
    await install({ plan, disk, images, what: 'all' }, ports, stepper(emit, new FakeClock(), signal), signal);
    return { disk, told, outcome: 'installed', error: undefined };
  } catch (error) {
    return { disk, told, outcome: 'failed', error };
  }
}

function portsFor(disk: FakeDisk, emit: RecoveryPorts['emit']): Parameters<typeof install>[1] {
  const makeExt4: FilesystemMaker['makeExt4'] = (_, { offsetBytes }) => disk.write(offsetBytes, STATE_MARK);
  return {
    disks: { list: async () => [description], open: () => Promise.reject(new TypeError('it is open')) },
    filesystems: { makeExt4 },
    slots: Array.from({ length: 3 }, () => new Uint8Array(16 * 1024)),
    emit,
    enoughPower: async () => undefined,
    updateFirmware: async () => undefined,
  };
}

/** A disk with an old system that boots, from two slots of which the second is empty. */
function oldDisk(): Uint8Array {
  const disk = new Uint8Array(DISK_BYTES);
  const at = (offsetBytes: number, lengthBytes: number): { firstLba: number; lastLba: number } => ({
    firstLba: offsetBytes / 512,
    lastLba: (offsetBytes + lengthBytes) / 512 - 1,
  });
  const common = { uniqueGuid: '11111111-2222-3333-4444-555555555555', attributes: 0n };
  const boot = packBootAttributes(0n, { priority: 1, tries: 0, successful: 1 });
  const { primary, secondary, secondaryOffsetBytes } = encodeGpt({
    diskGuid: '11111111-2222-3333-4444-666666666666',
    sectorBytes: 512,
    sizeBytes: DISK_BYTES,
    partitions: [
      {
        ...common,
        number: 2,
        name: 'KERN-A',
        typeGuid: GPT_TYPES.kernel,
        attributes: boot,
        ...at(OLD_PLACES.kernel, MIB),
      },
      {
        ...common,
        number: 3,
        name: 'ROOT-A',
        typeGuid: GPT_TYPES.rootfs,
        uniqueGuid: '11111111-2222-3333-4444-777777777777',
        ...at(OLD_PLACES.root, MIB),
      },
      {
        ...common,
        number: 1,
        name: 'STATE',
        typeGuid: GPT_TYPES.linux,
        uniqueGuid: '11111111-2222-3333-4444-888888888888',
        ...at(OLD_PLACES.state, MIB),
      },
    ],
  });
  disk.set(primary);
  disk.set(secondary, secondaryOffsetBytes);
  disk.set(OLD.kernel, OLD_PLACES.kernel);
  disk.set(OLD.root, OLD_PLACES.root);
  disk.set(OLD.state, OLD_PLACES.state);
  return disk;
}

/** What a disk is, by what the firmware would start from it. `mixed` is what must never be. */
function judge(read: ReadDisk): DiskState | 'mixed' {
  const holds = (offsetBytes: number, content: Uint8Array): boolean =>
    Buffer.compare(read(offsetBytes, content.length), content) === 0;
  const outcomes = bootableKernels(read, DISK_BYTES).map(({ offsetBytes }) => {
    if (holds(offsetBytes, OLD.kernel)) {
      return holds(OLD_PLACES.root, OLD.root) && holds(OLD_PLACES.state, OLD.state) ? 'untouched' : 'mixed';
    }
    if (!holds(offsetBytes, NEW.kernel)) return 'unbootable';
    return holds(placeOf('ROOT-A'), NEW.root) && holds(placeOf('STATE'), STATE_MARK) ? 'complete' : 'mixed';
  });
  if (outcomes.includes('mixed')) return 'mixed';
  return outcomes.find((outcome) => outcome !== 'unbootable') ?? 'unbootable';
}

/** Which of the unflushed sectors got to the medium: all, none, or a scattering of them. */
const scatterings = fc.record({ seed: fc.nat(), percent: fc.constantFrom(0, 3, 50, 97, 100) });

function reached({ seed, percent }: { seed: number; percent: number }): (nth: number) => boolean {
  return (nth) =>
    (Math.imul(nth + 1, 2654435761) ^ Math.imul(seed + 1, 40503)) >>> 0 < (percent / 100) * 2 ** 32;
}

/** The first run that leaves a disk in a state that is not one of the three, or not the one that was told. */
async function firstLie(faults: FakeDiskFaults, numRuns: number): Promise<string> {
  const { disk } = await attempt();
  const cuts = fc.integer({ min: 0, max: disk.operations });
  const lies = fc.asyncProperty(cuts, scatterings, async (operationsLeft, scattering) => {
    const done = await attempt({ ...faults, operationsLeft });
    const state = judge(done.disk.afterPowerCut(reached(scattering)));
    return state !== 'mixed' && (done.told === 'unbootable' || done.told === state);
  });
  const found = await fc.check(lies, { numRuns, seed: 20_261_120 });
  return found.failed ? JSON.stringify(found.counterexample) : 'none';
}

test('install() leaves a disk that boots the new system and nothing else', async () => {
  const { disk, told, outcome } = await attempt();
  expect({ told, outcome }).toEqual({ told: 'complete', outcome: 'installed' });
  const read = disk.afterPowerCut(() => false);
  expect(judge(read)).toBe('complete');
  expect(bootableKernels(read, DISK_BYTES).map(({ copy, number }) => [copy, number])).toEqual([
    ['primary', 2],
    ['secondary', 2],
  ]);
  expect(read(placeOf('KERN-B'), 64 * 1024).every((byte) => byte === 0)).toBe(true);
});

test('judge() sees the old system as untouched, and half of each as mixed', () => {
  const disk = OLD_DISK.slice();
  const read: ReadDisk = (offsetBytes, lengthBytes) => disk.slice(offsetBytes, offsetBytes + lengthBytes);
  expect(judge(read)).toBe('untouched');
  disk.fill(0, OLD_PLACES.root, OLD_PLACES.root + 8);
  expect(judge(read)).toBe('mixed');
});

test('install() leaves the disk untouched, unbootable or complete wherever the power goes, and says which', async () => {
  expect(await firstLie({}, 2000)).toBe('none');
});

const FLUSHES = 4;

test('install() flushes as often as the next tests leave one out', async () => {
  const { disk } = await attempt();
  expect(disk.flushes).toBe(FLUSHES);
});

test.for([
  [1, 'read-back'],
  [3, 'make-bootable'],
] as const)(
  'install() does not get past the reading after its flush number %i without it',
  async ([deafFlush, step]) => {
    const { outcome, told, error } = await attempt({ deafFlush });
    expect({ outcome, told, error }).toMatchObject({
      outcome: 'failed',
      told: 'unbootable',
      error: { step, cause: { code: 'DSK-07' } },
    });
  },
);

test.for([0, 2])(
  'install() needs its flush number %i: without it the disk is left in a fourth state, or told to be in another',
  async (deafFlush) => {
    expect(await attempt({ deafFlush })).toMatchObject({ outcome: 'installed' });
    expect(await firstLie({ deafFlush }, 2000)).not.toBe('none');
  },
);
