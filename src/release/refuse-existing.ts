import { lstat } from 'node:fs/promises';
import { Fault } from '../core/faults.ts';

/** A file where a folder is meant is told of by whoever writes there. */
const ABSENT = new Set(['ENOENT', 'ENOTDIR']);

/** Nothing that is there is ever replaced: it may be somebody's only copy. @throws Fault OPT-01 */
export async function refuseExisting(path: string): Promise<void> {
  const refused = (problem: string, cause?: unknown): Fault =>
    new Fault('OPT-01', { option: path, problem }, { cause });
  try {
    await lstat(path);
  } catch (error) {
    const errno = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (ABSENT.has(errno)) return;
    throw refused(`it cannot be written (${errno})`, error);
  }
  throw refused('it is there already, and nothing is overwritten');
}
