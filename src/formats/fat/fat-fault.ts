import { Fault } from '../../core/faults.ts';

export function fatFault(field: string, problem: string): Fault<'FMT-01'> {
  return new Fault('FMT-01', { format: 'FAT', field, problem });
}
