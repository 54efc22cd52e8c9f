import { stat } from 'node:fs/promises';
import { Fault } from '../../core/faults.ts';
import { errnoOf } from '../../host/errno-of.ts';

/** Somebody's only copy is not written over. @throws Fault OPT-01 */
export async function refuseExisting(file: string): Promise<void> {
  const there = await stat(file).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return 'absent' as const;
    throw new Fault('OPT-01', { option: file, problem: `it cannot be written (${errnoOf(error)})` });
  });
  if (there !== 'absent')
    throw new Fault('OPT-01', { option: file, problem: 'there is such a file already' });
}
