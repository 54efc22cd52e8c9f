import { openHandles } from './open-handles.ts';

/** @throws Error when this process has left something open on a path or below it */
export function refuseOpenHandles(path: string): void {
  const left = openHandles(path);
  if (left > 0) throw new Error(`${left} handles are open on ${path}`);
}
