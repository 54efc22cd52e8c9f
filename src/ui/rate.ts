import type { AgentEvent, StampedEvent, StepName } from '../core/events.ts';

/** How fast the running step has moved over the last few seconds. */
export interface Rate {
  readonly step: StepName | null;
  readonly samples: readonly Sample[];
  readonly totalBytes: number;
}

interface Sample {
  readonly atMs: number;
  readonly doneBytes: number;
}

/** What may be said of the speed. `'unknown'` until there is enough to say it honestly. */
export type Speed = { readonly bytesPerSecond: number; readonly leftMs: number } | 'unknown';

export const NO_RATE: Rate = { step: null, samples: [], totalBytes: 0 };

const ENDS: ReadonlySet<AgentEvent['kind']> = new Set([
  'step-started',
  'step-retrying',
  'step-done',
  'failed',
  'finished',
]);
const WINDOW_MS = 6000;
const SPACING_MS = 250;
const ENOUGH_MS = 2000;
const ENOUGH_SAMPLES = 3;

/** The rate after one more event. It starts anew with every step and every retry. */
export function rateAfter(rate: Rate, { atMs, event }: StampedEvent): Rate {
  if (event.kind !== 'step-progress') return ENDS.has(event.kind) ? NO_RATE : rate;
  const { step, doneBytes, totalBytes } = event;
  const sample = { atMs, doneBytes };
  const samples = goesOn(rate, step, sample) ? withSample(rate.samples, sample) : [sample];
  return { step, samples, totalBytes };
}

/** The speed over the samples of the rate, and the time that the rest of this step takes at that speed. */
export function speedOf(rate: Rate): Speed {
  const [first] = rate.samples;
  const last = rate.samples.at(-1);
  if (!first || !last || rate.samples.length < ENOUGH_SAMPLES) return 'unknown';
  const passedMs = last.atMs - first.atMs;
  const movedBytes = last.doneBytes - first.doneBytes;
  if (!(passedMs >= ENOUGH_MS) || !(movedBytes > 0)) return 'unknown';
  const leftBytes = Math.max(0, rate.totalBytes - last.doneBytes);
  return { bytesPerSecond: (1000 * movedBytes) / passedMs, leftMs: (leftBytes * passedMs) / movedBytes };
}

function goesOn(rate: Rate, step: StepName, sample: Sample): boolean {
  const last = rate.samples.at(-1);
  return rate.step === step && !!last && sample.atMs >= last.atMs && sample.doneBytes >= last.doneBytes;
}

/** At most one sample each `SPACING_MS`, so that the memory does not depend on how often the agent speaks. */
function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const beforeLast = samples.at(-2);
  const kept = beforeLast && sample.atMs - beforeLast.atMs < SPACING_MS ? samples.slice(0, -1) : samples;
  return [...kept.filter(({ atMs }) => sample.atMs - atMs <= WINDOW_MS), sample];
}
