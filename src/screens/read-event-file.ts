import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { Fault } from '../core/faults.ts';
import { type RecordedEvents, readEvents } from './read-events.ts';

/** The longest log of a stick is a few megabytes. */
const MAX_BYTES = 64 * 1024 * 1024;

/** The events in a file. @throws Fault FMT-01, and what `open()` throws */
export function readEventFile(path: string): RecordedEvents {
  const file = openSync(path, 'r');
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw unusable('it is not a file');
    if (stat.size > MAX_BYTES) throw unusable(`it has more than ${MAX_BYTES} bytes`);
    return readEvents(readFileSync(file, 'utf8'));
  } finally {
    closeSync(file);
  }
}

function unusable(problem: string): Fault {
  return new Fault('FMT-01', { format: 'events', field: 'file', problem });
}
