import type { StampedEvent } from '../../src/core/events.ts';
import { FIRST_SCREEN, type Screen, type ScreenInput, screenAfter } from '../../src/ui/screen-after.ts';
import { type RunName, recordedRun } from './recorded-run.ts';

/** The screen after the events of a recorded run up to the first that `last` accepts, and then some more inputs. */
export function screenOf(
  run: RunName,
  last: (stamped: StampedEvent) => boolean,
  ...then: readonly ScreenInput[]
): Screen {
  const events = recordedRun(run);
  const end = events.findIndex(last);
  if (end === -1) throw new Error(`${run} has no such event`);
  const inputs = events
    .slice(0, end + 1)
    .map((event): ScreenInput => ({ kind: 'message', message: { v: 1, kind: 'event', event } }));
  return screenAfterAll(FIRST_SCREEN, [...inputs, ...then]);
}

export function screenAfterAll(screen: Screen, inputs: readonly ScreenInput[]): Screen {
  return inputs.reduce((before, input) => screenAfter(before, input).screen, screen);
}
