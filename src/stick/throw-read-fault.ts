import { Fault } from '../core/faults.ts';
import { DiskError } from '../core/ports.ts';

/** Throws what a stick failed to read as MAK-08, and everything else as it is. @param label the stick as a person would name it */
export function throwReadFault(label: string, error: unknown): never {
  if (!(error instanceof DiskError)) throw error;
  const { offsetBytes, errno } = error;
  throw new Fault('MAK-08', { disk: label, offsetBytes, reason: errno }, { cause: error });
}
