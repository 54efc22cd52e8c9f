import type { StepName } from '../core/events.ts';
import { Fault } from '../core/faults.ts';
import type { BlockDevice, DiskDescription, Disks } from '../core/ports.ts';
import { makeBootable } from '../install/make-bootable.ts';
import { makeUnbootable } from '../install/make-unbootable.ts';
import { placements } from '../install/placements.ts';
import { readBack } from '../install/read-back.ts';
import { type StubbornDisk, stubbornDisk } from '../install/stubborn-disk.ts';
import { type OnBytes, type WhatToWrite, writeImages } from '../install/write-images.ts';
import type { ReadyInstall } from './ready-install.ts';
import type { RecoveryPorts } from './recovery-ports.ts';
import type { Step } from './stepper.ts';

interface Checked extends Pick<ReadyInstall, 'plan' | 'disk'> {
  readonly images: Pick<ReadyInstall['images'], 'kernel' | 'rootfs'>;
  readonly what: WhatToWrite;
}

interface InstallPorts extends Pick<RecoveryPorts, 'disks' | 'filesystems' | 'slots' | 'emit'> {
  /** Returns when there is enough power for a disk that is about to be unbootable. @throws Fault PWR-… */
  enoughPower(): Promise<void>;
  /** Brings the firmware up to date, when the new system is on the disk for good. */
  updateFirmware(): Promise<void>;
}

/**
 * Writes, in the order that leaves the disk untouched, unbootable or complete at every moment. The disk's state is told
 * before the first write and after the last flush.
 * @throws StepFailure
 */
export async function install(
  { plan, disk, images, what }: Checked,
  ports: InstallPorts,
  step: Step,
  signal: AbortSignal,
): Promise<void> {
  const { emit, slots } = ports;
  const placed = placements(plan, images);
  const phase = (
    name: StepName,
    work: (target: StubbornDisk, onBytes: OnBytes) => Promise<void>,
    before: () => Promise<void> = async () => undefined,
  ): Promise<void> =>
    step(name, async ({ onBytes, onRetry }) => {
      await before();
      await refuseOtherDisk(plan.disk, ports.disks);
      await work(stubbornDisk(disk, onRetry), onBytes);
    });
  const prepare = (target: StubbornDisk): Promise<void> => {
    emit({ kind: 'disk-state', disk: 'unbootable' });
    return makeUnbootable(plan, target);
  };
  await phase('prepare', prepare, () => ports.enoughPower());
  await phase('write', (target, onBytes) => writeImages(placed, what, target, slots, onBytes, signal));
  await phase('read-back', (target, onBytes) => readBack(placed, target, slots, onBytes, signal));
  await ports.updateFirmware();
  await phase('stateful', () => makeFilesystems(plan, disk, ports, signal));
  await phase('make-bootable', async (target) => {
    await makeBootable(plan, target);
    emit({ kind: 'disk-state', disk: 'complete' });
  });
}

/** Names like nvme0n1 can move to another disk while we work; serial numbers and sizes do not. */
async function refuseOtherDisk(chosen: DiskDescription, disks: Disks): Promise<void> {
  const now = (await disks.list()).find(({ name }) => name === chosen.name);
  const [was, is] = [inWords(chosen), now === undefined ? 'gone' : inWords(now)];
  if (was !== is) throw new Fault('DSK-09', { was, is });
}

function inWords({ name, serial, sizeBytes }: DiskDescription): string {
  return `${name}, serial ${serial}, ${sizeBytes} bytes`;
}

async function makeFilesystems(
  plan: Checked['plan'],
  disk: BlockDevice,
  { filesystems }: InstallPorts,
  signal: AbortSignal,
): Promise<void> {
  for (const { filesystem, label, offsetBytes, lengthBytes } of plan.partitions) {
    if (filesystem === undefined) continue;
    const place = { offsetBytes, sizeBytes: lengthBytes, label };
    await disk.lend(() => filesystems.makeExt4(plan.disk, place, signal));
  }
}
