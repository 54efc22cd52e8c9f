import type { Emit } from '../core/events.ts';
import type { Clock, Speaker } from '../core/ports.ts';
import type { RunState } from '../core/run-state.ts';
import { openBeeper } from './open-beeper.ts';
import { verdictTone } from './verdict-tone.ts';

export interface VerdictPorts {
  readonly speaker: Speaker;
  readonly clock: Clock;
  readonly emit: Emit;
}

const TICK_MS = 100;

/** Lets the end of a run be heard until it is disposed of. A device that makes no sound is told of, and no more. */
export function soundVerdict(
  outcome: Exclude<RunState['outcome'], 'running'>,
  { speaker, clock, emit }: VerdictPorts,
): AsyncDisposable {
  const over = new AbortController();
  const sounding = async (): Promise<void> => {
    await using beeper = openBeeper(speaker, emit);
    const beganMs = clock.nowMs();
    while (!over.signal.aborted) {
      await beeper.sound(verdictTone(outcome, clock.nowMs() - beganMs));
      await clock.sleep(TICK_MS, over.signal).catch((error: unknown) => {
        if (!over.signal.aborted) throw error;
      });
    }
  };
  const sounded = sounding();
  return {
    async [Symbol.asyncDispose]() {
      over.abort();
      await sounded;
    },
  };
}
