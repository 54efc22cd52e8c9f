import type { LayoutPartition } from '../catalog/manifest.ts';

const MIB = 2 ** 20;
/** As Chromium OS has it: room for the kernels of later versions. */
const KERNEL_SLOT_BYTES = 32 * MIB;
const BOOT = { priority: 2, tries: 15, successful: 0 } as const;

/**
 * The partitions of Chromium OS that a system needs: two slots, of which A is written and B stays empty for its first
 * update, and the rest of the disk for data.
 */
export function defaultLayout(kernelBytes: number, rootfsBytes: number): readonly LayoutPartition[] {
  const kernel = { type: 'kernel', sizeBytes: Math.max(KERNEL_SLOT_BYTES, wholeMib(kernelBytes)) } as const;
  const rootfs = { type: 'rootfs', sizeBytes: wholeMib(rootfsBytes) } as const;
  return [
    { number: 2, label: 'KERN-A', ...kernel, payload: 'kernel', boot: BOOT },
    { number: 3, label: 'ROOT-A', ...rootfs, payload: 'rootfs' },
    { number: 4, label: 'KERN-B', ...kernel },
    { number: 5, label: 'ROOT-B', ...rootfs },
    { number: 1, label: 'STATE', type: 'data', sizeBytes: 'rest', filesystem: 'ext4' },
  ];
}

function wholeMib(bytes: number): number {
  return Math.ceil(bytes / MIB) * MIB;
}
