import type { Tone } from '../core/ports.ts';
import type { RunState } from '../core/run-state.ts';

/** A stretch of a tune, from the end of the one before it. */
interface Note {
  readonly tone: Tone;
  readonly forMs: number;
}

type Ended = Exclude<RunState['outcome'], 'running'>;

/** Good news goes up, bad news is low and long: they can be told apart by rhythm alone, from the next room. */
const TUNES: Readonly<Record<Ended, readonly Note[]>> = {
  complete: [
    { tone: 660, forMs: 200 },
    { tone: 880, forMs: 200 },
    { tone: 1320, forMs: 400 },
  ],
  failed: [
    { tone: 220, forMs: 800 },
    { tone: 'silence', forMs: 200 },
    { tone: 220, forMs: 800 },
  ],
  'done-before': [
    { tone: 660, forMs: 100 },
    { tone: 'silence', forMs: 100 },
    { tone: 660, forMs: 100 },
  ],
};

const EVERY_MS = 5000;
/** After this a device that nobody comes to is heard less often, */
const OFTEN_UNTIL_MS = 120_000;
const LATER_EVERY_MS = 30_000;
/** and after this no more. */
const UNTIL_MS = 30 * 60_000;

/** What is heard of the end of a run on a line. @param sinceEndMs since the run ended */
export function verdictTone(outcome: Ended, sinceEndMs: number): Tone {
  if (sinceEndMs >= UNTIL_MS) return 'silence';
  let inTuneMs = sinceEndMs % (sinceEndMs < OFTEN_UNTIL_MS ? EVERY_MS : LATER_EVERY_MS);
  for (const { tone, forMs } of TUNES[outcome]) {
    if (inTuneMs < forMs) return tone;
    inTuneMs -= forMs;
  }
  return 'silence';
}
