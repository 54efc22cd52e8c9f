import { Fault } from '../core/faults.ts';

/** What the file system says against a folder that is written, as a Fault; anything else as it is. */
export function writableFault(error: unknown, place: string): unknown {
  if (error instanceof Fault || !(error instanceof Error) || !('code' in error)) return error;
  return new Fault('PUB-01', { place, problem: `${String(error.code)}: ${error.message}` }, { cause: error });
}
