import type { RunState } from '../core/run-state.ts';

/** What the recovery root filesystem's init decides by. */
export const EXIT = {
  complete: 0,
  usage: 2,
  untouched: 10,
  unbootable: 20,
  firmware: 30,
  defect: 70,
} as const;

export function exitStatus({ outcome, failure, disk, firmware }: RunState): number {
  if (outcome === 'done-before') return EXIT.complete;
  if (outcome === 'complete') return firmware?.result === 'failed' ? EXIT.firmware : EXIT.complete;
  if (failure === null || failure.code === 'BUG-00') return EXIT.defect;
  return disk === 'untouched' ? EXIT.untouched : EXIT.unbootable;
}
