import type { InstallPlan } from './install-plan.ts';
import type { StubbornDisk } from './stubborn-disk.ts';
import { writeTable } from './write-table.ts';

const SLOT_HEAD_BYTES = 64 * 1024;

/**
 * The first writes of a recovery. After the first flush the firmware finds no kernel to start, whichever copy of the
 * table it reads; only then is anything overwritten that the old table points to.
 */
export async function makeUnbootable(plan: InstallPlan, disk: StubbornDisk): Promise<void> {
  await writeTable(plan.unbootable, disk, 'primary-first');
  await disk.flush('partition table');
  for (const { label, type, offsetBytes, lengthBytes } of plan.partitions) {
    if (type !== 'kernel') continue;
    await disk.write(label, offsetBytes, new Uint8Array(Math.min(SLOT_HEAD_BYTES, lengthBytes)));
  }
}
