import { Fault } from '../../core/faults.ts';

/** What is wrong with an image: in words, and nothing in them that the image chose. */
export function imageFault(file: string, problem: string, cause?: unknown): Fault<'IMP-01'> {
  return new Fault('IMP-01', { file, problem }, cause === undefined ? {} : { cause });
}
