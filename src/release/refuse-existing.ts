import { lstat } from 'node:fs/promises';
import { Fault } from '../core/faults.ts';

/** Nothing that is there is ever replaced. @throws Fault OPT-01 */
export async function refuseExisting(path: string): Promise<void> {
  if ((await lstat(path).catch(() => 'absent' as const)) === 'absent') return;
  throw new Fault('OPT-01', { option: path, problem: 'it is there already, and nothing is overwritten' });
}
