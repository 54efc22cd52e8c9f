import type { StampedEvent } from '../core/events.ts';
import { knownLanguages } from '../host/known-languages.ts';
import type { Size } from '../ui/frame.ts';
import { frameText } from '../ui/frame-text.ts';
import { firstScreen } from '../ui/screen-after.ts';
import { view } from '../ui/view.ts';
import type { WordingOf } from '../ui/wording.ts';
import { afterEvent } from './after-event.ts';
import { eventLine } from './event-line.ts';

export interface Printing {
  readonly size: Size;
  readonly wordingOf: WordingOf;
  /** Of the events the one after which the screen is printed. */
  readonly at: StampedEvent | 'each';
}

/** Prints the screen after each event as text, less those that look like the one before. */
export function printScreens(
  events: readonly StampedEvent[],
  { size, wordingOf, at }: Printing,
  write: (text: string) => void,
): void {
  let screen = firstScreen(knownLanguages());
  let printed = '';
  for (const event of events) {
    screen = afterEvent(screen, event);
    if (at !== 'each' && at !== event) continue;
    const { state, local } = screen;
    const text = frameText(view(state, size, local, wordingOf(state.language)));
    if (text !== printed) write(`--- ${eventLine(event)}\n${text}`);
    printed = text;
  }
}
