import { randomUUID } from 'node:crypto';
import { closeSync, ftruncateSync, mkdtempDisposableSync, openSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Manifest } from '../../src/catalog/manifest.ts';
import type { VerifiedRelease } from '../../src/catalog/verified-release.ts';
import type { DiskDescription } from '../../src/core/ports.ts';
import { unpackBootAttributes } from '../../src/formats/gpt/boot-attributes.ts';
import type { GptTable } from '../../src/formats/gpt/gpt-table.ts';
import { GPT_TYPES } from '../../src/formats/gpt/gpt-types.ts';
import { readGpt } from '../../src/formats/gpt/read-gpt.ts';
import { type InstallPlan, planInstall, type TableCopies } from '../../src/install/install-plan.ts';
import { candidateOf, MANIFEST, policyFor, releaseOf } from '../catalog/signed-release.ts';
import { faultOf } from '../formats/fault-of.ts';
import { testWith, tool } from '../tool.ts';

const MIB = 1 << 20;
const KERNEL_BYTES = 69_632;
const ROOTFS_BYTES = 4096 * (200 + 3);

const DISK: DiskDescription = {
  name: 'nvme0n1',
  model: 'fake',
  serial: 'S1',
  sizeBytes: 16 * MIB,
  devicePath: '/dev/nvme0n1',
  sectorBytes: 512,
  bus: 'nvme',
  removable: 'fixed',
  access: 'read-write',
  usedBy: [],
};

function releaseWith(change: Partial<Manifest>): VerifiedRelease {
  return releaseOf(candidateOf({ ...MANIFEST, ...change }), policyFor());
}

const newGuid = (): string => randomUUID().toUpperCase();
const RELEASE = releaseWith({});
const PLAN = planInstall(RELEASE, DISK, newGuid);

/** The table that a disk with these copies on it has, when both of them are as they should be. */
function tableIn({ primary, secondary }: TableCopies, { sectorBytes, sizeBytes }: DiskDescription): GptTable {
  const reading = readGpt({ head: primary, tail: secondary, sectorBytes, sizeBytes });
  if (reading.kind !== 'found' || reading.problems.length > 0) throw new Error(JSON.stringify(reading));
  return reading.table;
}

test.for([512, 4096] as const)(
  'planInstall() makes two whole tables for sectors of %i bytes',
  (sectorBytes) => {
    const disk = { ...DISK, sectorBytes };
    const plan = planInstall(RELEASE, disk, newGuid);
    const table = tableIn(plan.bootable, disk);
    const places = table.partitions.map(({ number, name, typeGuid, firstLba, lastLba }) => [
      number,
      name,
      typeGuid,
      firstLba * sectorBytes,
      (lastLba + 1) * sectorBytes,
    ]);
    expect(places).toEqual([
      [1, 'STATE', GPT_TYPES.data, 6 * MIB, 15 * MIB],
      [2, 'KERN-A', GPT_TYPES.kernel, MIB, 2 * MIB],
      [3, 'ROOT-A', GPT_TYPES.rootfs, 2 * MIB, 6 * MIB],
    ]);
    expect(plan.bootable.secondaryOffsetBytes + plan.bootable.secondary.length).toBe(disk.sizeBytes);
    expect(plan.disk).toBe(disk);
  },
);

test('planInstall() gives the kernel its boot attributes in one table, and in the other nothing that the firmware would start', () => {
  const attributes = (copies: TableCopies): [number, unknown][] =>
    tableIn(copies, DISK).partitions.map((one) => [one.number, unpackBootAttributes(one.attributes)]);
  const none = { priority: 0, tries: 0, successful: 0 };
  expect(attributes(PLAN.unbootable)).toEqual([
    [1, none],
    [2, none],
    [3, none],
  ]);
  expect(attributes(PLAN.bootable)).toEqual([
    [1, none],
    [2, { priority: 2, tries: 15, successful: 0 }],
    [3, none],
  ]);
});

test('planInstall() makes two tables that differ in nothing but the boot attributes', () => {
  const withoutAttributes = (copies: TableCopies): GptTable => {
    const table = tableIn(copies, DISK);
    return { ...table, partitions: table.partitions.map((one) => ({ ...one, attributes: 0n })) };
  };
  expect(withoutAttributes(PLAN.unbootable)).toEqual(withoutAttributes(PLAN.bootable));
});

test('planInstall() gives the disk and every partition a GUID of their own', () => {
  const { diskGuid, partitions } = tableIn(PLAN.bootable, DISK);
  expect(new Set([diskGuid, ...partitions.map(({ uniqueGuid }) => uniqueGuid)]).size).toBe(4);
});

const [kernel, root, state] = MANIFEST.layout;
const layoutOf = (kernelBytes: number, rootBytes: number): Manifest['layout'] =>
  kernel && root && state
    ? [{ ...kernel, sizeBytes: kernelBytes }, { ...root, sizeBytes: rootBytes }, state]
    : [];

test('planInstall() takes partitions that the payloads fill to the last block', () => {
  const layout = layoutOf(KERNEL_BYTES, ROOTFS_BYTES);
  expect(planInstall(releaseWith({ layout }), DISK, newGuid).partitions).toHaveLength(3);
});

test.for([
  ['KERN-A', KERNEL_BYTES, layoutOf(KERNEL_BYTES - 4096, ROOTFS_BYTES)],
  ['ROOT-A', ROOTFS_BYTES, layoutOf(KERNEL_BYTES, ROOTFS_BYTES - 4096)],
] as const)(
  'planInstall() refuses a payload that is one block larger than %s',
  ([partition, payloadBytes, layout]) => {
    expect(faultOf(() => planInstall(releaseWith({ layout }), DISK, newGuid))).toEqual({
      code: 'IMG-08',
      facts: { partition, payloadBytes, partitionBytes: payloadBytes - 4096 },
    });
  },
);

test('planInstall() measures a kernel that does not end on a block', () => {
  const [kernelPayload, rootfs] = MANIFEST.payloads;
  const payloads = kernelPayload && rootfs ? [{ ...kernelPayload, bytes: KERNEL_BYTES + 1 }, rootfs] : [];
  const refusal = faultOf(() =>
    planInstall(releaseWith({ payloads, layout: layoutOf(KERNEL_BYTES, ROOTFS_BYTES) }), DISK, newGuid),
  );
  expect(refusal).toMatchObject({ code: 'IMG-08', facts: { partition: 'KERN-A' } });
});

test('planInstall() measures a packed root filesystem by what it unpacks to', () => {
  const [kernelPayload, rootfs] = MANIFEST.payloads;
  const packed = { ...rootfs, file: 'rootfs.img.zst', compression: 'zstd-seekable', bytes: 1000 };
  const manifest = {
    ...MANIFEST,
    payloads: [kernelPayload, packed],
    layout: layoutOf(MIB, ROOTFS_BYTES - 4096),
  };
  const release = releaseOf(candidateOf(manifest), policyFor());
  expect(faultOf(() => planInstall(release, DISK, newGuid))).toMatchObject({
    code: 'IMG-08',
    facts: { partition: 'ROOT-A', payloadBytes: ROOTFS_BYTES },
  });
});

test('planInstall() refuses a disk that is too small, and a layout that makes no sense', () => {
  const small = { ...DISK, sizeBytes: 6 * MIB };
  expect(faultOf(() => planInstall(RELEASE, small, newGuid))).toMatchObject({ code: 'DSK-02' });
  const layout = MANIFEST.layout.filter(({ payload }) => payload !== 'rootfs');
  expect(faultOf(() => planInstall(releaseWith({ layout }), DISK, newGuid))).toMatchObject({
    code: 'DSK-11',
  });
});

testWith('cgpt')('planInstall() makes a table in which cgpt finds the kernel and no fault', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'rsd-'));
  const image = join(folder.path, 'disk');
  writeDisk(image, PLAN);
  const said = tool('cgpt', 'show', '-v', image);
  expect(said.stderr + said.stdout).not.toMatch(/error|warning|invalid|ignore/i);
  const number = (flag: string): string => tool('cgpt', 'show', '-i', '2', flag, image).stdout.trim();
  expect([number('-P'), number('-T'), number('-S'), number('-b'), number('-s')]).toEqual([
    '2',
    '15',
    '0',
    '2048',
    '2048',
  ]);
  expect(tool('cgpt', 'find', '-n', '-t', 'kernel', image).stdout.trim()).toBe('2');
});

function writeDisk(path: string, { bootable, disk }: InstallPlan): void {
  const file = openSync(path, 'w');
  ftruncateSync(file, disk.sizeBytes);
  writeSync(file, bootable.primary, 0, bootable.primary.length, 0);
  writeSync(file, bootable.secondary, 0, bootable.secondary.length, bootable.secondaryOffsetBytes);
  closeSync(file);
}
