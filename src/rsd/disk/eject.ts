import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiskDescription } from '../../core/ports.ts';

/**
 * Has the kernel let go of a USB stick, so that nothing mounts it before it is taken out. Everything is on it already:
 * where this cannot be done, nothing is lost.
 */
export async function eject({ name, bus }: DiskDescription): Promise<'ejected' | 'still-there'> {
  if (bus !== 'usb') return 'still-there';
  try {
    await writeFile(join('/sys/block', name, 'device/delete'), '1');
    return 'ejected';
  } catch {
    // Not every driver has that switch, and not everybody may press it.
    return 'still-there';
  }
}
