import { existsSync } from 'node:fs';
import { join } from 'node:path';

const FOLDERS = ['/usr/bin', '/usr/sbin', '/bin', '/sbin'];

/** @throws when a program is missing, with the Debian packages that have them all */
export function refuseWithout(programs: readonly string[], packages: string): void {
  const missing = programs.filter((program) => !FOLDERS.some((folder) => existsSync(join(folder, program))));
  if (missing.length === 0) return;
  throw new Error(`The bench needs ${missing.join(', ')} (Debian: apt-get install ${packages}), and root`);
}
