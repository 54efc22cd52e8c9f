import { access } from 'node:fs/promises';
import { errnoOf } from './errno-of.ts';

/** Whether there is something at this path, e.g. a simulated stick, which somebody pulls out by moving its folder away. */
export async function pathIsThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false;
    throw error;
  }
}
