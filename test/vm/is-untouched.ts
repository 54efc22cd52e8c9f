import { statSync } from 'node:fs';
import type { Netbook } from '../../vm/netbook.ts';

/** Whether nothing was ever written to the disk of a new netbook: its image then takes no room. */
export function isUntouched({ hardware }: Netbook): boolean {
  return statSync(hardware.disk.image).blocks === 0;
}
