import { assertNever } from '../core/assert-never.ts';
import type { Command } from '../core/commands.ts';
import { FIRST_RUN_STATE, type RunState, reduceRun } from '../core/run-state.ts';
import type { WireMessage } from '../core/wire.ts';
import { draftAfterAnswer } from './draft-after-answer.ts';
import { historyAfterState } from './history.ts';
import { type KeyAction, keyAction, type LocalChange } from './keys.ts';
import type { Language } from './language.ts';
import { FIRST_LANGUAGE_DRAFT } from './language-draft.ts';
import { FIRST_LOCAL_STATE, type LocalState, localAfterEvent } from './local-state.ts';
import { nextTheme } from './next-theme.ts';
import { screenMode } from './screen-mode.ts';
import { FIRST_WIFI_DRAFT } from './wifi-draft.ts';

/** Everything that can happen to a screen. */
export type ScreenInput =
  | { readonly kind: 'message'; readonly message: WireMessage }
  /** `typed` is the character that the key writes; absent for keys that write none. */
  | { readonly kind: 'key'; readonly key: string; readonly typed?: string }
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

/** A screen on a terminal that can show these languages. */
export function firstScreen(languages: readonly Language[]): Screen {
  return { ...FIRST_SCREEN, local: { ...FIRST_LOCAL_STATE, languages } };
}

const PAGE_LINES = 8;
/** Further than any page: it is drawn as far as there are lines. */
const LAST_LINE = Number.MAX_SAFE_INTEGER - PAGE_LINES;
const LOOK_AGAIN_MS = 5000;

/** The whole behaviour of a screen, less the terminal: no clock, no I/O. */
export function screenAfter(screen: Screen, input: ScreenInput): ScreenStep {
  switch (input.kind) {
    case 'message':
      return { screen: afterMessage(screen, input.message), command: 'none' };
    case 'key':
      return afterAction(
        screen,
        keyAction({ key: input.key, typed: input.typed ?? '' }, screen.state, screen.local),
      );
    case 'drawn':
      return changed(screen, { scroll: input.scroll });
    case 'second-passed':
      return afterSecond(screen);
    case 'messages-ended':
      return changed(screen, {
        agent: 'gone',
        question: 'none',
        wifi: FIRST_WIFI_DRAFT,
        language: FIRST_LANGUAGE_DRAFT,
      });
    case 'keys-ended':
      return { screen: ended({ ...screen, keys: 'ended' }), command: 'none' };
    default:
      return assertNever(input);
  }
}

function afterMessage(screen: Screen, message: WireMessage): Screen {
  if (message.kind === 'state') {
    const history = historyAfterState(screen.local.history, message.state);
    return { ...screen, state: message.state, local: { ...screen.local, wifi: FIRST_WIFI_DRAFT, history } };
  }
  // What the state already holds may come once more to a screen that attaches at that moment.
  if (message.event.seq <= screen.state.seq) return screen;
  const state = reduceRun(screen.state, message.event);
  return { ...screen, state, local: localAfterEvent(screen.local, message.event, screen.state) };
}

function afterAction(screen: Screen, action: KeyAction): ScreenStep {
  if (action === 'nothing') return { screen, command: 'none' };
  if (action.kind === 'leave') return { screen: { ...screen, over: 'yes' }, command: 'none' };
  if (action.kind === 'local') return changed(screen, localChange(screen, action.change));
  if (action.kind === 'language-draft') return changed(screen, { language: action.draft });
  if (action.kind === 'draft') return changed(screen, { wifi: action.draft });
  return { screen: afterCommand(screen, action.command), command: action.command };
}

function afterCommand(screen: Screen, command: Command): Screen {
  if (command.kind === 'acknowledge') return { ...screen, over: 'yes' };
  if (command.kind === 'key' || command.kind === 'power') return screen;
  if (command.kind === 'language') {
    return { ...screen, local: { ...screen.local, language: FIRST_LANGUAGE_DRAFT } };
  }
  if (command.kind === 'wifi') {
    const wifi = draftAfterAnswer(screen.local.wifi, command.answer);
    return { ...screen, local: { ...screen.local, wifi } };
  }
  const local: LocalState = { ...screen.local, question: 'none', stop: 'asked', wifi: FIRST_WIFI_DRAFT };
  return { ...screen, local };
}

/** While no network is in reach, a new list is asked for by itself. */
function afterSecond(screen: Screen): ScreenStep {
  const { quietMs, news, welcomeLeftMs } = screen.local;
  const isWelcome = screenMode(screen.state, screen.local).kind === 'welcome';
  const later = changed(screen, {
    quietMs: quietMs + 1000,
    welcomeLeftMs: isWelcome ? welcomeLeftMs - 1000 : welcomeLeftMs,
    news: { ...news, agoMs: news.agoMs + 1000 },
  });
  if (!looksAgain(later.screen)) return later;
  const command: Command = { kind: 'wifi', answer: { kind: 'rescan' } };
  return { screen: afterCommand(later.screen, command), command };
}

function looksAgain({ state, local, keys }: Screen): boolean {
  const mode = screenMode(state, local);
  if (mode.kind !== 'wifi' || mode.page.kind !== 'list' || keys === 'ended') return false;
  const { looking } = local.wifi;
  return mode.question.networks.length === 0 && looking === 'no' && local.quietMs >= LOOK_AGAIN_MS;
}

function localChange({ state, local }: Screen, change: LocalChange): Partial<LocalState> {
  switch (change) {
    case 'toggle-details':
      return { details: local.details === 'open' ? 'closed' : 'open', scroll: 0 };
    case 'toggle-log':
      return local.details === 'log'
        ? { details: 'closed', scroll: 0 }
        : { details: 'log', scroll: LAST_LINE };
    case 'ask-stop':
      return { question: 'stop' };
    case 'drop-question':
      return { question: 'none' };
    case 'open-languages':
      return { language: { list: 'open', marked: null } };
    case 'close-languages':
      return { language: FIRST_LANGUAGE_DRAFT };
    case 'close-welcome':
      return { welcomeLeftMs: 0 };
    case 'line-up':
      return { scroll: Math.max(0, local.scroll - 1) };
    case 'line-down':
      return { scroll: local.scroll + 1 };
    case 'page-up':
      return { scroll: Math.max(0, local.scroll - PAGE_LINES) };
    case 'to-start':
      return { scroll: 0 };
    case 'to-end':
      return { scroll: LAST_LINE };
    case 'page-down':
      return { scroll: local.scroll + PAGE_LINES };
    case 'next-theme':
      return { theme: nextTheme(local.theme ?? state.theme) };
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
