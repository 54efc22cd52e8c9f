import { Fault } from '../core/faults.ts';
import type { InstallPlan } from './install-plan.ts';
import type { StubbornDisk } from './stubborn-disk.ts';
import { writeTable } from './write-table.ts';

/**
 * The last writes of a recovery: until they are on the medium, the firmware starts nothing from this disk.
 * @throws Fault DSK-06, DSK-07
 */
export async function makeBootable(plan: InstallPlan, disk: StubbornDisk): Promise<void> {
  const { primary, secondary, secondaryOffsetBytes } = plan.bootable;
  await disk.flush('STATE');
  await writeTable(plan.bootable, disk, 'primary-last');
  await disk.flush('partition table');
  await proveKept('partition table', 0, primary, disk);
  await proveKept('second partition table', secondaryOffsetBytes, secondary, disk);
}

async function proveKept(
  partition: string,
  offsetBytes: number,
  wanted: Uint8Array,
  disk: StubbornDisk,
): Promise<void> {
  const got = new Uint8Array(wanted.length);
  await disk.read(partition, offsetBytes, got);
  if (Buffer.compare(wanted, got) !== 0) throw new Fault('DSK-07', { partition, offsetBytes });
}
