import { assertNever } from '../core/assert-never.ts';
import type { Command } from '../core/commands.ts';
import type { RunState } from '../core/run-state.ts';
import { isLetterKey } from './is-letter-key.ts';
import { type LanguageKeyAction, languageAction } from './language-keys.ts';
import type { LocalState } from './local-state.ts';
import { type OpenPage, openPage } from './open-page.ts';
import type { Pressed } from './pressed.ts';
import { type ScreenMode, screenMode } from './screen-mode.ts';
import { type WifiKeyAction, wifiAction } from './wifi-keys.ts';
import { NO, YES } from './yes-and-no.ts';

export type LocalChange =
  | 'toggle-details'
  | 'toggle-log'
  | 'line-up'
  | 'line-down'
  | 'page-up'
  | 'page-down'
  | 'to-start'
  | 'to-end'
  | 'ask-stop'
  | 'drop-question'
  | 'open-languages'
  | 'close-languages'
  | 'close-welcome'
  | 'next-theme';

/** What a key means: something for the agent, something for this screen only, or the end of this screen. */
export type KeyAction =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'local'; readonly change: LocalChange }
  | { readonly kind: 'leave' }
  | WifiKeyAction
  | LanguageKeyAction;

const STOP = 'C-c';
const LANGUAGES = 'l';
const CLOSE: ReadonlySet<string> = new Set(['enter', 'space', 'q']);
const THEME = 'c';
const WITH_LANGUAGES: ReadonlySet<ScreenMode['kind']> = new Set([
  'running',
  'welcome',
  'complete',
  'failed',
  'line-end',
]);
const PAGES: ReadonlyMap<string, LocalChange> = new Map([
  [THEME, 'next-theme'],
  ['d', 'toggle-details'],
  ['g', 'toggle-log'],
]);
const CLOSES = { details: 'toggle-details', log: 'toggle-log' } as const;
const SCROLLS: ReadonlyMap<string, LocalChange> = new Map([
  ['up', 'line-up'],
  ['k', 'line-up'],
  ['down', 'line-down'],
  ['j', 'line-down'],
  ['pageup', 'page-up'],
  ['pagedown', 'page-down'],
  ['home', 'to-start'],
  ['end', 'to-end'],
]);

/** The meaning of a key by its name, e.g. `a`, `enter`, `C-c`. The key line names the same keys. */
export function keyAction(pressed: Pressed, state: RunState, local: LocalState): KeyAction {
  const { key } = pressed;
  const mode = screenMode(state, local);
  if (key === LANGUAGES && opensLanguages(mode, local)) return { kind: 'local', change: 'open-languages' };
  switch (mode.kind) {
    case 'complete':
    case 'failed':
    case 'line-end':
      return CLOSE.has(key) || key === STOP ? closed(state, local) : look(pressed, openPage(mode, local));
    case 'lost':
      return CLOSE.has(key) || key === STOP ? { kind: 'leave' } : look(pressed, openPage(mode, local));
    case 'stop-question':
      return answerToStop(key);
    case 'delay':
      return key === STOP ? askStop() : answerToPrompt(pressed, mode.delay.prompt?.key);
    case 'hold':
      return key === STOP ? askStop() : look(pressed, 'none');
    case 'power':
      return key === STOP ? askStop() : powerAction(key, mode.answer);
    case 'wifi':
      if (mode.page.kind === 'list' && key === THEME) return { kind: 'local', change: 'next-theme' };
      return key === STOP ? askStop() : wifiAction(pressed, mode.question, local.wifi);
    case 'language':
      if (key !== STOP) return languageAction(pressed, state, local);
      return state.outcome === 'running' ? askStop() : { kind: 'local', change: 'close-languages' };
    case 'welcome':
      if (CLOSE.has(key)) return { kind: 'local', change: 'close-welcome' };
      return key === STOP ? askStop() : look(pressed, 'none');
    case 'running':
      return key === STOP ? askStop() : look(pressed, openPage(mode, local));
    default:
      return assertNever(mode);
  }
}

/** Wherever no letter is typed or asked for, and nothing is to be confirmed. */
function opensLanguages(mode: ScreenMode, { languages }: LocalState): boolean {
  if (languages.length === 0) return false;
  return WITH_LANGUAGES.has(mode.kind) || (mode.kind === 'wifi' && mode.page.kind === 'list');
}

/** In unattended mode, and when the agent went away, nobody waits to hear that the last screen was read. */
function closed({ mode }: RunState, { agent }: LocalState): KeyAction {
  return mode === 'attended' && agent === 'connected'
    ? { kind: 'command', command: { kind: 'acknowledge' } }
    : { kind: 'leave' };
}

function look(pressed: Pressed, page: OpenPage): KeyAction {
  const opened = [...PAGES].find(([letter]) => isLetterKey(letter, pressed))?.[1];
  const change = opened ?? (page === 'none' ? undefined : onPage(pressed.key, page));
  return change ? { kind: 'local', change } : 'nothing';
}

function onPage(key: string, page: keyof typeof CLOSES): LocalChange | undefined {
  return key === 'escape' ? CLOSES[page] : SCROLLS.get(key);
}

/** The agent hears the letter that it asked for, whatever script the keyboard is set to. */
function answerToPrompt(pressed: Pressed, asked: string | undefined): KeyAction {
  const key = asked !== undefined && isLetterKey(asked, pressed) ? asked : pressed.key;
  return { kind: 'command', command: { kind: 'key', key } };
}

/** Ctrl-C once more is no answer: someone who hammers it must still say yes. */
function answerToStop(key: string): KeyAction {
  if (YES.has(key)) return { kind: 'command', command: { kind: 'cancel' } };
  return NO.has(key) ? { kind: 'local', change: 'drop-question' } : 'nothing';
}

function powerAction(key: string, answer: 'asked-for' | 'none'): KeyAction {
  if (key === THEME) return { kind: 'local', change: 'next-theme' };
  if (!YES.has(key) || answer === 'none') return 'nothing';
  return { kind: 'command', command: { kind: 'power', answer: 'go-on' } };
}

function askStop(): KeyAction {
  return { kind: 'local', change: 'ask-stop' };
}
