import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LayoutPartition } from '../../src/catalog/manifest.ts';
import { Fault } from '../../src/core/faults.ts';
import { encodeGpt } from '../../src/formats/gpt/encode-gpt.ts';
import { GPT_TYPES } from '../../src/formats/gpt/gpt-types.ts';
import { type DiskGeometry, type PlannedPartition, planLayout } from '../../src/install/plan-layout.ts';
import { faultOf } from '../formats/fault-of.ts';

const MIB = 1 << 20;
/** What is left free for the second partition table. */
const TAIL_BYTES = 20_480;

const KERNEL: LayoutPartition = {
  number: 2,
  label: 'KERN-A',
  type: 'kernel',
  sizeBytes: MIB,
  payload: 'kernel',
  boot: { priority: 1, tries: 15, successful: 0 },
};
const ROOTFS: LayoutPartition = {
  number: 3,
  label: 'ROOT-A',
  type: 'rootfs',
  sizeBytes: 2 * MIB,
  payload: 'rootfs',
};
const STATE: LayoutPartition = {
  number: 1,
  label: 'STATE',
  type: 'data',
  sizeBytes: 'rest',
  filesystem: 'ext4',
};
const OTHER: LayoutPartition = { number: 9, label: 'OTHER', type: 'reserved', sizeBytes: 4096 };

const diskOf = (sizeBytes: number, sectorBytes: 512 | 4096 = 512): DiskGeometry => ({
  name: 'nvme0n1',
  sizeBytes,
  sectorBytes,
});

test('planLayout() places the partitions in their order, each on a whole MiB, and gives "rest" what is left', () => {
  const layout = [KERNEL, { ...OTHER, sizeBytes: 3 * 4096 }, STATE, ROOTFS];
  const places = planLayout(layout, diskOf(16 * MIB)).map(({ label, offsetBytes, lengthBytes }) => [
    label,
    offsetBytes,
    lengthBytes,
  ]);
  expect(places).toEqual([
    ['KERN-A', MIB, MIB],
    ['OTHER', 2 * MIB, 12_288],
    ['STATE', 3 * MIB, 10 * MIB],
    ['ROOT-A', 13 * MIB, 2 * MIB],
  ]);
});

test.for([
  ['of fixed sizes', [KERNEL, ROOTFS], 4 * MIB],
  ['of fixed sizes, of which the last ends between two MiB', [KERNEL, ROOTFS, OTHER], 5 * MIB],
  ['with a rest, which gets one MiB', [KERNEL, STATE, ROOTFS], 5 * MIB],
] as const)(
  'planLayout() fills a disk with a layout %s, and refuses it one sector below',
  ([, layout, usedBytes]) => {
    const neededBytes = usedBytes + TAIL_BYTES;
    for (const sectorBytes of [512, 4096] as const) {
      const last = planLayout(layout, diskOf(neededBytes, sectorBytes)).at(-1);
      expect(last && last.offsetBytes + last.lengthBytes).toBeGreaterThan(usedBytes - MIB);
      const diskBytes = neededBytes - sectorBytes;
      expect(faultOf(() => planLayout(layout, diskOf(diskBytes, sectorBytes)))).toEqual({
        code: 'DSK-02',
        facts: { disk: 'nvme0n1', diskBytes, neededBytes },
      });
    }
  },
);

test.for([0, 512, TAIL_BYTES, MIB, 2 ** 31])(
  'planLayout() refuses a layout above 2^51 bytes on a disk of %i',
  (sizeBytes) => {
    const layout = [KERNEL, ROOTFS, ...Array.from({ length: 40 }, (_, at) => big(at))];
    expect(faultOf(() => planLayout(layout, diskOf(sizeBytes)))).toMatchObject({ code: 'DSK-02' });
  },
);

test.for<[string, readonly LayoutPartition[], string]>([
  ['a number twice', [KERNEL, ROOTFS, { ...OTHER, number: 3 }], 'partition number 3 is there twice'],
  ['a label twice', [KERNEL, ROOTFS, { ...OTHER, label: 'ROOT-A' }], 'label "ROOT-A" is there twice'],
  ['two rests', [KERNEL, ROOTFS, STATE, { ...OTHER, sizeBytes: 'rest' }], 'size "rest" is there twice'],
  ['no kernel', [ROOTFS, STATE], 'no partition takes the kernel'],
  ['no partition', [], 'no partition takes the kernel'],
  [
    'no root filesystem behind the kernel',
    [KERNEL, { ...ROOTFS, number: 4 }],
    'partition 2 takes the kernel, and 3 no root filesystem',
  ],
  [
    'another partition behind the kernel',
    [KERNEL, { ...OTHER, number: 3 }],
    'partition 2 takes the kernel, and 3 no root filesystem',
  ],
  [
    'a second kernel with no root filesystem',
    [KERNEL, ROOTFS, { ...KERNEL, number: 4, label: 'KERN-B' }],
    'partition 4 takes the kernel, and 5 no root filesystem',
  ],
  [
    'the kernel last in the table',
    [
      { ...KERNEL, number: 128 },
      { ...ROOTFS, number: 1 },
    ],
    'partition 128 takes the kernel, and 129 no root filesystem',
  ],
  [
    'the kernel in a partition of another type',
    [{ ...KERNEL, type: 'data' }, ROOTFS],
    'partition 2 takes the kernel and has the type "data"',
  ],
  ['no boot attributes', [without(KERNEL, 'boot'), ROOTFS], 'the firmware would start none of the kernels'],
  [
    'a kernel of priority 0',
    [boots(KERNEL, 0, 15, 1), ROOTFS],
    'the firmware would start none of the kernels',
  ],
  [
    'a kernel without tries',
    [boots(KERNEL, 1, 0, 0), ROOTFS],
    'the firmware would start none of the kernels',
  ],
  [
    'an empty slot that would be started',
    [KERNEL, ROOTFS, boots({ ...OTHER, type: 'kernel' }, 1, 0, 1)],
    'partition 9 is marked for booting and has no kernel',
  ],
  [
    'a new filesystem on top of the root filesystem',
    [KERNEL, { ...ROOTFS, filesystem: 'ext4' }],
    'partition 3 takes a payload and a new filesystem',
  ],
  [
    'a filesystem in a partition that is too small for it',
    [KERNEL, ROOTFS, { ...STATE, sizeBytes: MIB - 4096 }],
    'partition 1 is too small for a filesystem',
  ],
])('planLayout() refuses a layout with %s', ([, layout, problem]) => {
  expect(faultOf(() => planLayout(layout, diskOf(16 * MIB)))).toEqual({ code: 'DSK-11', facts: { problem } });
});

test('planLayout() takes two kernels, one of them for the firmware to start, and an empty slot that it passes over', () => {
  const layout = [
    KERNEL,
    ROOTFS,
    boots({ ...KERNEL, number: 4, label: 'KERN-B' }, 0, 0, 0),
    { ...ROOTFS, number: 5, label: 'ROOT-B' },
    boots({ ...OTHER, type: 'kernel' }, 0, 15, 1),
  ];
  expect(planLayout(layout, diskOf(16 * MIB))).toHaveLength(5);
});

const sizes = fc.integer({ min: 1, max: 2000 }).map((blocks) => blocks * 4096);
const extras = fc
  .array(fc.record({ sizeBytes: sizes, filesystem: fc.boolean() }), { maxLength: 10 })
  .map((all) =>
    all.map(({ sizeBytes, filesystem }, at): LayoutPartition => {
      const extra: LayoutPartition = { number: 20 + at, label: `EXTRA-${at}`, type: 'data', sizeBytes };
      return filesystem && sizeBytes >= MIB ? { ...extra, filesystem: 'ext4' } : extra;
    }),
  );
const layouts = fc
  .record({ extras, kernelBytes: sizes, rootBytes: sizes, rest: fc.boolean() })
  .chain((made) =>
    fc.shuffledSubarray(
      [
        { ...KERNEL, sizeBytes: made.kernelBytes },
        { ...ROOTFS, sizeBytes: made.rootBytes },
        ...(made.rest ? [STATE] : []),
        ...made.extras,
      ],
      { minLength: 2 + Number(made.rest) + made.extras.length },
    ),
  );

test('planLayout() says exactly how large a disk must be, and on that and every larger one makes a table without gaps in it', () => {
  fc.assert(
    fc.property(
      layouts,
      fc.constantFrom(512 as const, 4096 as const),
      fc.nat({ max: 5000 }),
      (layout, sectorBytes, moreSectors) => {
        const refusal = faultOf(() => planLayout(layout, diskOf(0, sectorBytes)));
        const needed = refusal === 'nothing thrown' ? Number.NaN : Number(refusal.facts['neededBytes']);
        const oneLess = faultOf(() => planLayout(layout, diskOf(needed - sectorBytes, sectorBytes)));
        expect(oneLess).toMatchObject({ code: 'DSK-02' });
        const disk = diskOf(needed + moreSectors * sectorBytes, sectorBytes);
        const planned = planLayout(layout, disk);
        expect(planned.map(({ number }) => number)).toEqual(layout.map(({ number }) => number));
        expect(gaps(planned).every((bytes) => bytes >= 0 && bytes < MIB)).toBe(true);
        expect(planned.every(keepsItsSize(layout))).toBe(true);
        expect(() => tableOf(planned, disk)).not.toThrow();
      },
    ),
    { numRuns: 300 },
  );
});

test('planLayout() throws nothing but a Fault', () => {
  const partitions = fc.record<LayoutPartition>({
    number: fc.integer({ min: 1, max: 6 }),
    label: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'G'),
    type: fc.constantFrom('kernel', 'rootfs', 'data'),
    sizeBytes: fc.oneof(sizes, fc.constant('rest' as const), fc.constant(2 ** 46)),
  });
  const roles = fc.constantFrom<Partial<LayoutPartition>>(
    {},
    { payload: 'kernel', ...boots(KERNEL, 1, 1, 1) },
    ROOTFS,
  );
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(partitions, roles).map(([one, role]) => ({ ...role, ...one })),
        { maxLength: 6 },
      ),
      fc.nat({ max: 2 ** 30 }),
      (layout, sectors) => {
        expect(outcome(() => planLayout(layout, diskOf(sectors * 512)))).toMatch(/^(planned|DSK-02|DSK-11)$/);
      },
    ),
    { numRuns: 500 },
  );
});

function big(at: number): LayoutPartition {
  return { number: 10 + at, label: `BIG-${at}`, type: 'data', sizeBytes: 2 ** 46 };
}

function without(partition: LayoutPartition, field: keyof LayoutPartition): LayoutPartition {
  return { ...partition, [field]: undefined };
}

function boots(
  partition: LayoutPartition,
  priority: number,
  tries: number,
  successful: 0 | 1,
): LayoutPartition {
  return { ...partition, boot: { priority, tries, successful } };
}

/** What lies free in front of each partition. */
function gaps(planned: readonly PlannedPartition[]): number[] {
  const ends = [MIB, ...planned.map(({ offsetBytes, lengthBytes }) => offsetBytes + lengthBytes)];
  return planned.map(({ offsetBytes }, at) => offsetBytes - (ends[at] ?? Number.NaN));
}

function keepsItsSize(
  layout: readonly LayoutPartition[],
): (planned: PlannedPartition, at: number) => boolean {
  return ({ lengthBytes }, at) => {
    const asked = layout[at]?.sizeBytes;
    return asked === 'rest' ? lengthBytes >= MIB : lengthBytes === asked;
  };
}

/** The table that the firmware would have to accept: it checks overlap and bounds by itself. */
function tableOf(planned: readonly PlannedPartition[], { sizeBytes, sectorBytes }: DiskGeometry): unknown {
  return encodeGpt({
    diskGuid: guid(0),
    sizeBytes,
    sectorBytes,
    partitions: planned.map(({ number, label, offsetBytes, lengthBytes }) => ({
      number,
      name: label,
      typeGuid: GPT_TYPES.data,
      uniqueGuid: guid(number),
      firstLba: offsetBytes / sectorBytes,
      lastLba: (offsetBytes + lengthBytes) / sectorBytes - 1,
      attributes: 0n,
    })),
  });
}

function guid(nth: number): string {
  return `11111111-2222-3333-4444-${String(nth).padStart(12, '0')}`;
}

function outcome(act: () => unknown): string {
  try {
    act();
    return 'planned';
  } catch (error) {
    return error instanceof Fault ? error.code : String(error);
  }
}
