import type { Fault } from '../../core/faults.ts';

/** What became of one target. */
export type Outcome =
  | {
      readonly outcome: 'done';
      /** A device or a file. */
      readonly target: string;
      readonly sizeBytes: number;
      readonly writtenBytes: number;
      readonly writeSeconds: number;
      readonly verifySeconds: number;
      /** `cache` where nothing can be read past it. */
      readonly readBackFrom: 'medium' | 'cache';
      readonly ejected: 'ejected' | 'still-there' | 'image';
    }
  | {
      readonly outcome: 'failed';
      readonly target: string;
      /** `unusable` when it is neither a stick nor what it was. */
      readonly left: 'nothing-written' | 'unusable';
      readonly fault: Fault;
    };
