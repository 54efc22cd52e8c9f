import { basename } from 'node:path';
import type { DiskDescription } from '../../src/core/ports.ts';

/** A disk as the kernel might describe it. */
export function described(
  devicePath: string,
  sizeBytes: number,
  sectorBytes: 512 | 4096 = 512,
): DiskDescription {
  return {
    name: basename(devicePath),
    devicePath,
    model: 'Disk',
    serial: 'S1',
    sizeBytes,
    sectorBytes,
    bus: 'nvme',
    removable: 'fixed',
    access: 'read-write',
    usedBy: [],
  };
}
