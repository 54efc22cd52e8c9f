import { Fault } from '../../core/faults.ts';

/** A file that ended before the length that the server gave for it: it was cut short under us, or the server lies. */
export function endedEarly(host: string, path: string, sizeBytes: number, gotBytes: number): Fault {
  return new Fault('NET-13', { host, path, problem: `it ended at byte ${gotBytes} of ${sizeBytes}` });
}
