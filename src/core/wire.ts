import type { StampedEvent } from './events.ts';
import type { RunState } from './run-state.ts';

/** Version of the control socket's messages. It grows when a reader of the last one would misunderstand. */
export const WIRE_VERSION = 1;

/**
 * What the agent says on the control socket, one JSON object a line: first the
 * whole state, then each event as it happens. A screen that attaches late has
 * missed nothing. `Command`s go the other way, one JSON object a line.
 */
export type WireMessage =
  | { readonly v: typeof WIRE_VERSION; readonly kind: 'state'; readonly state: RunState }
  | { readonly v: typeof WIRE_VERSION; readonly kind: 'event'; readonly event: StampedEvent };
