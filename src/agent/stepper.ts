import type { Emit, StepName } from '../core/events.ts';
import { toFault } from '../core/faults.ts';
import type { Clock } from '../core/ports.ts';
import type { OnRetry } from '../install/stubborn-disk.ts';
import type { OnBytes } from '../install/write-images.ts';

interface StepTools {
  readonly onBytes: OnBytes;
  readonly onRetry: OnRetry;
}

export type Step = <T>(name: StepName, work: (tools: StepTools) => Promise<T>) => Promise<T>;

/** A person sees no more than this, and a fast disk would say it a thousand times a second. */
const PROGRESS_EVERY_MS = 100;

/** Where a run stopped. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  readonly step: StepName;

  constructor(step: StepName, cause: unknown) {
    super(`The step "${step}" failed: ${toFault(cause).message}`, { cause });
    this.step = step;
  }
}

/** Runs the steps of a recovery: tells when each starts, how far it is and when it is done, and names the one that failed. */
export function stepper(emit: Emit, clock: Clock, signal: AbortSignal): Step {
  return async (name, work) => {
    let saidMs = -Infinity;
    let bytes = 0;
    const onBytes: OnBytes = (doneBytes, totalBytes) => {
      bytes = doneBytes;
      if (clock.nowMs() - saidMs < PROGRESS_EVERY_MS && doneBytes < totalBytes) return;
      saidMs = clock.nowMs();
      emit({ kind: 'step-progress', step: name, doneBytes, totalBytes });
    };
    const onRetry: OnRetry = (attempt, code, facts) =>
      emit({ kind: 'step-retrying', step: name, attempt, code, facts });
    try {
      signal.throwIfAborted();
      emit({ kind: 'step-started', step: name });
      const value = await work({ onBytes, onRetry });
      emit({ kind: 'step-done', step: name, bytes });
      return value;
    } catch (error) {
      throw new StepFailure(name, error);
    }
  };
}
