import type { DiskDescription } from '../../core/ports.ts';

/** Where the running system is, and what would take it down. */
const SYSTEM = /^(?:mounted at \/(?:$|boot|usr|var|home|etc|opt)|swap on )/;
const FILE_AS_DISK = /^loop\d+$/;

/** Why a disk must not be made a stick, to follow "because"; `'none'` when it may. */
export function stickRefusal(disk: DiskDescription): string {
  const { name, sizeBytes, sectorBytes, removable, access, usedBy } = disk;
  if (sizeBytes === 0) return 'there is nothing in it';
  const system = usedBy.find((use) => SYSTEM.test(use));
  if (system !== undefined) return `this computer runs from it: ${system}`;
  if (usedBy.length > 0) return `it is in use: ${usedBy.join(', ')}`;
  // A loop device is a file that somebody made a disk of, and named.
  if (removable === 'fixed' && !FILE_AS_DISK.test(name)) return 'it is a disk of this computer, and no stick';
  if (access === 'read-only') return 'it is write-protected';
  if (sectorBytes !== 512) return `its sectors have ${sectorBytes} bytes, and firmware wants 512`;
  return 'none';
}
