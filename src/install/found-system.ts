import type { FoundSystem } from '../core/events.ts';
import { keySha1 } from '../formats/vboot/key-sha1.ts';
import type { InstalledKernel } from './installed-kernels.ts';

/** Of the kernels on a disk the one that the firmware would start first, by the priority of its slot. */
export function foundSystem(kernels: readonly InstalledKernel[]): FoundSystem | 'unknown' {
  const [first] = kernels.toSorted((a, b) => b.priority - a.priority);
  if (first === undefined) return 'unknown';
  return { keySha1: keySha1(first.dataKey), kernelVersion: first.version };
}
