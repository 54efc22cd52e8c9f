import type { StampedEvent } from '../core/events.ts';
import { WIRE_VERSION } from '../core/wire.ts';
import { type Screen, screenAfter } from '../ui/screen-after.ts';

/** The screen after one more event. */
export function afterEvent(screen: Screen, event: StampedEvent): Screen {
  return screenAfter(screen, { kind: 'message', message: { v: WIRE_VERSION, kind: 'event', event } }).screen;
}
