import { stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { Fault } from '../../core/faults.ts';
import type { RecoverySource } from '../../core/ports.ts';
import { stickSource } from '../../host/stick-source.ts';

/** A folder with one release, as `rsd sign` makes it, as a source of that release alone. @throws Fault OPT-01 */
export async function developerRelease(folder: string): Promise<RecoverySource> {
  const path = resolve(folder);
  const there = await stat(path).catch(() => 'absent' as const);
  if (there === 'absent' || !there.isDirectory())
    throw new Fault('OPT-01', { option: '--developer', problem: `there is no folder ${path}` });
  const above = dirname(path);
  const source = stickSource(dirname(above), { tree: basename(above), label: path });
  return { ...source, list: async () => [basename(path)] };
}
