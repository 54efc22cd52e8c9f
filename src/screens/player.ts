import type { StampedEvent } from '../core/events.ts';
import type { ThemeName } from '../core/theme-name.ts';
import { knownLanguages } from '../host/known-languages.ts';
import { firstScreen, type Screen, type ScreenInput, screenAfter } from '../ui/screen-after.ts';
import { afterEvent } from './after-event.ts';

/** A run that is looked at: its events, and the screen after the first `shown` of them. */
export interface Player {
  readonly events: readonly StampedEvent[];
  readonly first: Screen;
  readonly shown: number;
  readonly screen: Screen;
}

export type PlayerInput = 'next-event' | Extract<ScreenInput, { kind: 'key' | 'drawn' | 'second-passed' }>;

/** What a log leaves out, as the progress of a step, took its time; nobody wants to wait for it here. */
const MAX_WAIT_MS = 3000;
const NEXT: ReadonlySet<string> = new Set(['right', 'space']);
const BACK = 'left';
const LEAVE = 'C-c';

/** The run after its first `shown` events. `theme` is that of the run when it is `null`. */
export function newPlayer(events: readonly StampedEvent[], shown: number, theme: ThemeName | null): Player {
  const screen = firstScreen(knownLanguages());
  const first = { ...screen, local: { ...screen.local, theme } };
  return at({ events, first, shown: 0, screen: first }, shown);
}

/**
 * Right and Space show the next event, Left the one before, Ctrl-C ends it; every other key does what it does on a
 * device, less that there is no agent to hear of it.
 */
export function playerAfter(player: Player, input: PlayerInput): Player {
  if (input === 'next-event') return at(player, player.shown + 1);
  if (input.kind === 'key') {
    if (input.key === LEAVE) return { ...player, screen: { ...player.screen, over: 'yes' } };
    if (NEXT.has(input.key)) return at(player, player.shown + 1);
    if (input.key === BACK) return at(player, player.shown - 1);
  }
  return { ...player, screen: screenAfter(player.screen, input).screen };
}

/** How long it is until the next event, `speed` times as fast as it was. */
export function waitMs({ events, shown }: Player, speed: number): number | 'for-ever' {
  const next = events[shown];
  if (next === undefined) return 'for-ever';
  const passedMs = next.atMs - (events[shown - 1]?.atMs ?? next.atMs);
  return Math.max(0, Math.min(MAX_WAIT_MS, passedMs / speed));
}

/** An earlier screen is made anew from the first one. */
function at(player: Player, count: number): Player {
  const { events, first } = player;
  const shown = Math.max(0, Math.min(events.length, count));
  const [from, before] = shown < player.shown ? [0, first] : [player.shown, player.screen];
  return { ...player, shown, screen: events.slice(from, shown).reduce(afterEvent, before) };
}
