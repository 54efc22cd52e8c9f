import type { AgentEvent, StampedEvent } from '../../src/core/events.ts';
import { firstScreen, type Screen, type ScreenInput, screenAfter } from '../../src/ui/screen-after.ts';
import { LANGUAGES } from './locale-files.ts';
import { numbered } from './network-run.ts';
import { type RunName, recordedRun } from './recorded-run.ts';

/** Before the first word of the agent, on a terminal that can show every language. */
export const NEW_SCREEN: Screen = firstScreen(LANGUAGES);

/** The same, where the person has sent the first screen away. */
const WELCOMED: Screen = {
  ...NEW_SCREEN,
  local: { ...NEW_SCREEN.local, welcomeLeftMs: 0 },
};

/** The screen after the events of a recorded run up to the first that `last` accepts, and then some more inputs. */
export function screenOf(
  run: RunName,
  last: (stamped: StampedEvent) => boolean,
  ...then: readonly ScreenInput[]
): Screen {
  const events = recordedRun(run);
  const end = events.findIndex(last);
  if (end === -1) throw new Error(`${run} has no such event`);
  return screenAfterAll(WELCOMED, [...inputsOf(events.slice(0, end + 1)), ...then]);
}

/** The screen after some events, and then some more inputs. */
export function screenOfEvents(events: readonly AgentEvent[], ...then: readonly ScreenInput[]): Screen {
  return screenAfterAll(WELCOMED, [...inputsOf(numbered(events)), ...then]);
}

/** The screen after one more event. */
export function screenAfterEvent(screen: Screen, event: AgentEvent): Screen {
  const { seq, atMs } = screen.state;
  return screenAfterAll(screen, inputsOf([{ seq: seq + 1, atMs: atMs + 250, event }]));
}

export function screenAfterAll(screen: Screen, inputs: readonly ScreenInput[]): Screen {
  return inputs.reduce((before, input) => screenAfter(before, input).screen, screen);
}

/** The keys that write a text, one for each of its characters. */
export function typing(text: string): readonly ScreenInput[] {
  return Array.from(text, (typed) => ({
    kind: 'key',
    key: typed === ' ' ? 'space' : typed.toLowerCase(),
    typed,
  }));
}

export function key(name: string): ScreenInput {
  return { kind: 'key', key: name };
}

function inputsOf(events: readonly StampedEvent[]): readonly ScreenInput[] {
  return events.map((event) => ({ kind: 'message', message: { v: 1, kind: 'event', event } }));
}
