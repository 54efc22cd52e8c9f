import type { InstallPlan } from '../../src/install/install-plan.ts';
import type { PlannedPartition } from '../../src/install/plan-layout.ts';

const TABLE = { primary: new Uint8Array(), secondary: new Uint8Array(), secondaryOffsetBytes: 0 };

/** A partition at some place of a disk. */
export function partitionAt(
  label: string,
  offsetBytes: number,
  payload: 'kernel' | 'rootfs',
  number = 2,
): PlannedPartition {
  return { number, label, type: payload, sizeBytes: 1 << 20, payload, offsetBytes, lengthBytes: 1 << 20 };
}

/** A plan of which only the partitions matter. */
export function planOf(partitions: readonly PlannedPartition[]): InstallPlan {
  const disk = {
    name: 'nvme0n1',
    model: 'fake',
    serial: 'S1',
    sizeBytes: 1 << 24,
    devicePath: '/dev/nvme0n1',
    sectorBytes: 512,
    bus: 'nvme',
    removable: 'fixed',
    access: 'read-write',
    usedBy: [],
  } as const;
  return { disk, partitions, unbootable: TABLE, bootable: TABLE };
}
