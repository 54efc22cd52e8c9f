import { Fault } from '../core/faults.ts';
import { DiskError } from '../core/ports.ts';

/** Throws what a stick failed to write as MAK-04, and everything else as it is. @param label the stick as a person would name it */
export function throwWriteFault(label: string, error: unknown): never {
  if (!(error instanceof DiskError)) throw error;
  const { offsetBytes, errno } = error;
  throw new Fault('MAK-04', { disk: label, offsetBytes, reason: errno }, { cause: error });
}
