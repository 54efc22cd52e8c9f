import { expect, test } from 'vitest';
import type { AgentEvent } from '../../src/core/events.ts';
import { keyAction } from '../../src/ui/keys.ts';
import { FIRST_LOCAL_STATE } from '../../src/ui/local-state.ts';
import { markedLanguage } from '../../src/ui/marked-language.ts';
import { FIRST_SCREEN, type Screen, type ScreenInput, screenAfter } from '../../src/ui/screen-after.ts';
import { screenMode } from '../../src/ui/screen-mode.ts';
import { LANGUAGES } from './locale-files.ts';
import { CABLE, NETWORKS, UNTIL_CONNECT, wanted } from './network-run.ts';
import { key, NEW_SCREEN, screenAfterAll, screenAfterEvent, screenOf, typing } from './screen-of.ts';

const STARTED: AgentEvent = { kind: 'started', agent: 'rsd-agent 0.1.0', mode: 'attended' };
const SECOND: ScreenInput = { kind: 'second-passed' };

function after(screen: Screen, ...events: readonly AgentEvent[]): Screen {
  return events.reduce(screenAfterEvent, screen);
}

function modeOf({ state, local }: Screen): string {
  return screenMode(state, local).kind;
}

function markedTag({ state, local }: Screen): string | undefined {
  return LANGUAGES[markedLanguage(state, local)]?.tag;
}

const asked = after(NEW_SCREEN, STARTED);

test('the list of languages is first when nobody has said a language, and not before that is known', () => {
  expect(modeOf(NEW_SCREEN)).toBe('running');
  expect(modeOf(asked)).toBe('language');
  expect(markedTag(asked)).toBe('en');
});

test.for<[why: string, screen: Screen]>([
  ['the stick or the device said one', after(NEW_SCREEN, { ...STARTED, language: 'de' })],
  ['nobody is there', after(NEW_SCREEN, { ...STARTED, mode: 'unattended' })],
  ['the terminal has the letters of English only', after(FIRST_SCREEN, STARTED)],
  ['another screen has chosen', after(asked, { kind: 'language', language: 'ja' })],
])('there is no list of languages when %s', ([, screen]) => {
  expect(modeOf(screen)).not.toBe('language');
});

test('a letter goes to the next language of that name, and Enter tells the agent', () => {
  const at = screenAfterAll(asked, typing('jd'));
  expect(markedTag(at)).toBe('da');
  const later = screenAfterAll(at, typing('d'));
  expect(markedTag(later)).toBe('de');
  const { command, screen } = screenAfter(later, key('enter'));
  expect(command).toEqual({ kind: 'language', language: 'de' });
  expect(modeOf(after(screen, { kind: 'language', language: 'de' }))).toBe('welcome');
});

test.for([
  ['r', 'ru', 'the tag'],
  ['р', 'ru', 'the own letters'],
  ['Č', 'cs', 'an accent'],
  ['日', 'ja', 'a sign'],
  ['한', 'ko', 'a syllable'],
] as const)('the letter %s goes to %s by %s', ([typed, tag]) => {
  const screens = Array.from({ length: 4 }, (_, at) => screenAfterAll(asked, typing(typed.repeat(at + 1))));
  expect(screens.map(markedTag)).toContain(tag);
});

test('the arrows go along the columns and to the next one, and stop at the ends', () => {
  const tagAfter = (...keys: readonly string[]) => markedTag(screenAfterAll(asked, keys.map(key)));
  const tags = LANGUAGES.map(({ tag }) => tag);
  const english = tags.indexOf('en');
  expect(tagAfter('down', 'down', 'up')).toBe(tags[english + 1]);
  expect(tagAfter('right')).toBe(tags[english + 15]);
  expect(tagAfter('right', 'left')).toBe('en');
  expect(tagAfter('left')).toBe('en');
  expect(tagAfter('home', 'up')).toBe(tags[0]);
  expect(tagAfter('end', 'down', 'right')).toBe(tags.at(-1));
  expect(tagAfter('pagedown', 'pagedown', 'pagedown')).toBe(tags.at(-1));
});

test('the arrows follow the direction in which the columns stand', () => {
  const hebrew = screenAfterAll(after(NEW_SCREEN, { ...STARTED, language: 'he' }), [key('l'), key('home')]);
  expect(markedTag(screenAfterAll(hebrew, [key('left')]))).toBe(LANGUAGES[15]?.tag);
  expect(markedTag(screenAfterAll(hebrew, [key('right')]))).toBe(LANGUAGES[0]?.tag);
});

test('a list that was asked for is left with Escape, one that was not with a choice only', () => {
  const opened = screenAfterAll(after(NEW_SCREEN, { ...STARTED, language: 'de' }), [key('l')]);
  expect(markedTag(opened)).toBe('de');
  expect(modeOf(screenAfterAll(opened, [key('escape')]))).toBe('welcome');
  expect(modeOf(screenAfterAll(asked, [key('escape')]))).toBe('language');
});

test('a stop is asked about over the list', () => {
  expect(modeOf(screenAfterAll(asked, [key('C-c')]))).toBe('stop-question');
});

test('a question for a WiFi network waits behind the list, and comes with the choice', () => {
  const behind = after(asked, ...UNTIL_CONNECT.slice(1), ...CABLE, wanted(NETWORKS));
  expect(modeOf(behind)).toBe('language');
  expect(modeOf(after(behind, { kind: 'language', language: 'de' }))).toBe('wifi');
});

test.for<[what: string, event: AgentEvent, mode: string]>([
  ['a failure', { kind: 'failed', code: 'SRC-02', facts: {}, disk: 'untouched' }, 'failed'],
  ['the end', { kind: 'finished', disk: 'complete' }, 'complete'],
  ['a delay', { kind: 'delay', phase: 'running', leftMs: 1000, totalMs: 300_000 }, 'delay'],
])('%s is not hidden by the list, whether it was asked for or not', ([, event, mode]) => {
  const opened = screenAfterAll(after(NEW_SCREEN, { ...STARTED, language: 'de' }), [key('l')]);
  expect([asked, opened].map((screen) => modeOf(after(screen, event)))).toEqual([mode, mode]);
});

test('the list opens over an end, and C-c closes it and nothing else', () => {
  const failed = screenOf('failed-untouched', ({ event }) => event.kind === 'failed');
  const opened = screenAfterAll(failed, [key('l')]);
  expect(modeOf(opened)).toBe('language');
  expect(keyAction({ key: 'C-c', typed: '' }, opened.state, opened.local)).toEqual({
    kind: 'local',
    change: 'close-languages',
  });
});

test('the first screen says why for some seconds, or until it is sent away', () => {
  const welcomed = after(NEW_SCREEN, { ...STARTED, language: 'en' });
  const seconds = FIRST_LOCAL_STATE.welcomeLeftMs / 1000;
  const later = (count: number) =>
    modeOf(
      screenAfterAll(
        welcomed,
        Array.from({ length: count }, () => SECOND),
      ),
    );
  expect([later(0), later(seconds - 1), later(seconds)]).toEqual(['welcome', 'welcome', 'running']);
  expect(modeOf(screenAfterAll(welcomed, [key('enter')]))).toBe('running');
});

test('the first screen waits until the language is chosen, and never covers what is being written', () => {
  const minutes = screenAfterAll(
    asked,
    Array.from({ length: 120 }, () => SECOND),
  );
  const chosen = after(minutes, { kind: 'language', language: 'de' });
  expect(modeOf(chosen)).toBe('welcome');
  expect(modeOf(after(chosen, { kind: 'disk-state', disk: 'unbootable' }))).toBe('running');
});
