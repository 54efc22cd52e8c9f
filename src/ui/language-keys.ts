import type { Command } from '../core/commands.ts';
import type { RunState } from '../core/run-state.ts';
import { directionOf } from './direction-of.ts';
import type { Language } from './language.ts';
import type { LanguageDraft } from './language-draft.ts';
import { COLUMN_LANGUAGES } from './language-layout.ts';
import type { LocalState } from './local-state.ts';
import { markedLanguage } from './marked-language.ts';
import type { Pressed } from './pressed.ts';

/** What a key means in the list of languages. */
export type LanguageKeyAction =
  | { readonly kind: 'command'; readonly command: Extract<Command, { kind: 'language' }> }
  | { readonly kind: 'language-draft'; readonly draft: LanguageDraft }
  | 'nothing';

/** Along a column, in the direction in which the names are read. */
const MOVES: ReadonlyMap<string, number> = new Map([
  ['up', -1],
  ['down', 1],
  ['pageup', -COLUMN_LANGUAGES],
  ['pagedown', COLUMN_LANGUAGES],
  ['home', Number.NEGATIVE_INFINITY],
  ['end', Number.POSITIVE_INFINITY],
]);
/** To the next column, where the first one is at the left. */
const SIDEWAYS: ReadonlyMap<string, number> = new Map([
  ['left', -COLUMN_LANGUAGES],
  ['right', COLUMN_LANGUAGES],
]);
const ACCENTS = /\p{M}/gu;

/** Every letter goes to the next language that begins with it, by its name or its tag. */
export function languageAction(pressed: Pressed, state: RunState, local: LocalState): LanguageKeyAction {
  const { languages, language: draft } = local;
  const { key } = pressed;
  const at = markedLanguage(state, local);
  const language = languages[at];
  if (language === undefined) return 'nothing';
  if (key === 'enter') return { kind: 'command', command: { kind: 'language', language: language.tag } };
  if (key === 'escape' && draft.list === 'open') {
    return { kind: 'language-draft', draft: { list: 'closed', marked: null } };
  }
  const to = MOVES.has(key)
    ? bounded(at + (MOVES.get(key) ?? 0), languages)
    : beside(key, at, state, languages);
  const marked = languages[to === at ? nextWith(pressed, at, languages) : to];
  if (marked === undefined || marked === language) return 'nothing';
  return { kind: 'language-draft', draft: { ...draft, marked: marked.tag } };
}

function bounded(to: number, { length }: readonly Language[]): number {
  return Math.max(0, Math.min(length - 1, to));
}

/** From the first column there is nothing further back; the last one may be shorter. */
function beside(key: string, at: number, { language }: RunState, languages: readonly Language[]): number {
  const turn = directionOf(language ?? '') === 'right-to-left' ? -1 : 1;
  const to = at + turn * (SIDEWAYS.get(key) ?? 0);
  const lastColumn = Math.floor((languages.length - 1) / COLUMN_LANGUAGES);
  if (to < 0 || Math.floor(to / COLUMN_LANGUAGES) > lastColumn) return at;
  return bounded(to, languages);
}

function nextWith({ key, typed }: Pressed, at: number, languages: readonly Language[]): number {
  const letter = folded(typed === '' ? key : typed);
  if (Array.from(letter).length !== 1) return at;
  const later = [...languages.keys()].map((_, step) => (at + step + 1) % languages.length);
  return later.find((place) => beginsWith(languages[place], letter)) ?? at;
}

function beginsWith(language: Language | undefined, letter: string): boolean {
  if (language === undefined) return false;
  return [language.name, language.tag].some((text) => folded(text).startsWith(letter));
}

function folded(text: string): string {
  return text.normalize('NFD').replaceAll(ACCENTS, '').normalize('NFC').toLowerCase();
}
