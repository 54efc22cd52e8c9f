import { assertNever } from '../core/assert-never.ts';
import type { Command } from '../core/commands.ts';
import { FIRST_RUN_STATE, type RunState, reduceRun } from '../core/run-state.ts';
import type { WireMessage } from '../core/wire.ts';
import { type KeyAction, keyAction, type LocalChange } from './keys.ts';
import { FIRST_LOCAL_STATE, type LocalState, localAfterEvent } from './local-state.ts';

/** Everything that can happen to a screen. */
export type ScreenInput =
  | { readonly kind: 'message'; readonly message: WireMessage }
  | { readonly kind: 'key'; readonly key: string }
  /** The picture that was drawn last began its details at this line. */
  | { readonly kind: 'drawn'; readonly scroll: number }
  | { readonly kind: 'second-passed' }
  /** The agent went away. */
  | { readonly kind: 'messages-ended' }
  /** Nobody can press a key here any more. */
  | { readonly kind: 'keys-ended' };

export interface Screen {
  readonly state: RunState;
  readonly local: LocalState;
  readonly keys: 'heard' | 'ended';
  readonly over: 'yes' | 'no';
}

export interface ScreenStep {
  readonly screen: Screen;
  /** What is to be sent to the agent. */
  readonly command: Command | 'none';
}

export const FIRST_SCREEN: Screen = {
  state: FIRST_RUN_STATE,
  local: FIRST_LOCAL_STATE,
  keys: 'heard',
  over: 'no',
};

const PAGE_LINES = 8;

/** The whole behaviour of a screen, less the terminal: no clock, no I/O. */
export function screenAfter(screen: Screen, input: ScreenInput): ScreenStep {
  switch (input.kind) {
    case 'message':
      return { screen: afterMessage(screen, input.message), command: 'none' };
    case 'key':
      return afterAction(screen, keyAction(input.key, screen.state, screen.local));
    case 'drawn':
      return changed(screen, { scroll: input.scroll });
    case 'second-passed':
      return changed(screen, { quietMs: screen.local.quietMs + 1000 });
    case 'messages-ended':
      return changed(screen, { agent: 'gone', question: 'none' });
    case 'keys-ended':
      return { screen: ended({ ...screen, keys: 'ended' }), command: 'none' };
    default:
      return assertNever(input);
  }
}

function afterMessage(screen: Screen, message: WireMessage): Screen {
  if (message.kind === 'state') return { ...screen, state: message.state };
  // What the state already holds may come once more to a screen that attaches at that moment.
  if (message.event.seq <= screen.state.seq) return screen;
  const state = reduceRun(screen.state, message.event);
  return { ...screen, state, local: localAfterEvent(screen.local, message.event) };
}

function afterAction(screen: Screen, action: KeyAction): ScreenStep {
  if (action === 'nothing') return { screen, command: 'none' };
  if (action.kind === 'leave') return { screen: { ...screen, over: 'yes' }, command: 'none' };
  if (action.kind === 'local') return changed(screen, localChange(screen.local, action.change));
  return { screen: afterCommand(screen, action.command), command: action.command };
}

function afterCommand(screen: Screen, command: Command): Screen {
  if (command.kind === 'acknowledge') return { ...screen, over: 'yes' };
  if (command.kind === 'key') return screen;
  return { ...screen, local: { ...screen.local, question: 'none', stop: 'asked' } };
}

function localChange(local: LocalState, change: LocalChange): Partial<LocalState> {
  switch (change) {
    case 'toggle-details':
      return { details: local.details === 'open' ? 'closed' : 'open', scroll: 0 };
    case 'ask-stop':
      return { question: 'stop' };
    case 'drop-question':
      return { question: 'none' };
    case 'line-up':
      return { scroll: Math.max(0, local.scroll - 1) };
    case 'line-down':
      return { scroll: local.scroll + 1 };
    case 'page-up':
      return { scroll: Math.max(0, local.scroll - PAGE_LINES) };
    case 'page-down':
      return { scroll: local.scroll + PAGE_LINES };
    default:
      return assertNever(change);
  }
}

function changed(screen: Screen, change: Partial<LocalState>): ScreenStep {
  return { screen: ended({ ...screen, local: { ...screen.local, ...change } }), command: 'none' };
}

/** When the agent went away, the last screen stays until someone has read it, if there is anyone. */
function ended(screen: Screen): Screen {
  const nobody = screen.state.mode === 'unattended' || screen.keys === 'ended';
  return screen.local.agent === 'gone' && nobody ? { ...screen, over: 'yes' } : screen;
}
