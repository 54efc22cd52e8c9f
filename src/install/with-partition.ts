import { Fault } from '../core/faults.ts';
import { DiskError } from '../core/ports.ts';

/** Turns a failed disk operation into the fault that it is, now that the partition is known. Other errors pass. */
export function withPartition(error: unknown, partition: string): unknown {
  if (!(error instanceof DiskError)) return error;
  const { errno, offsetBytes, operation } = error;
  const options = { cause: error };
  if (GONE.has(errno)) return new Fault('DSK-09', { was: 'present', is: `gone (${errno})` }, options);
  if (READ_ONLY.has(errno)) return new Fault('DSK-03', { disk: partition }, options);
  if (errno === 'ENOSPC') return new Fault('DSK-12', { partition, offsetBytes }, options);
  const facts = { partition, offsetBytes, reason: `${operation}: ${errno}` };
  return operation === 'read' ? new Fault('DSK-08', facts, options) : new Fault('DSK-06', facts, options);
}

const GONE = new Set(['ENODEV', 'ENXIO', 'ENOENT', 'ENOMEDIUM']);
const READ_ONLY = new Set(['EROFS', 'EPERM', 'EACCES']);
