import type { StampedEvent } from '../core/events.ts';

/** An event in one line: its number, its time and its kind. */
export function eventLine({ seq, atMs, event }: StampedEvent): string {
  const about = 'step' in event ? ` ${event.step}` : '';
  return `event ${seq} at ${(atMs / 1000).toFixed(1)} s: ${event.kind}${about}`;
}
