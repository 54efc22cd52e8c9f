import { isFault } from '../../core/faults.ts';
import { imageFault } from './image-fault.ts';

/** Reads a structure of the image. @throws Fault IMP-01, which says of what `part` it is */
export function inImage<T>(file: string, part: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isFault(error, 'FMT-01')) throw error;
    const { format, field, problem } = error.facts;
    throw imageFault(file, `${part}: ${format} ${field}: ${problem}`, error);
  }
}
