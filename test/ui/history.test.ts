import { expect, test } from 'vitest';
import type { AgentEvent } from '../../src/core/events.ts';
import { FIRST_RUN_STATE } from '../../src/core/run-state.ts';
import { ENGLISH } from '../../src/ui/english.ts';
import { type History, historyAfterEvent, historyAfterState } from '../../src/ui/history.ts';
import { historyLines } from '../../src/ui/history-lines.ts';
import { makeWording } from '../../src/ui/make-wording.ts';
import { timeSince } from '../../src/ui/time-since.ts';
import { messagesOf } from './locale-files.ts';
import { screenOf } from './screen-of.ts';

const WARNING: AgentEvent = { kind: 'warning', code: 'STK-04', facts: {} };

function after(events: readonly AgentEvent[], history: History = []): History {
  return events.reduce(
    (known, event, at) => historyAfterEvent(known, { seq: at + 1, atMs: 1000 * at, event }, FIRST_RUN_STATE),
    history,
  );
}

function texts(history: History, columns = 80, wording = ENGLISH): readonly string[] {
  return historyLines(history, { columns, wording }).map((line) => line.map(({ text }) => text).join(''));
}

test('historyAfterEvent() keeps the newest thousand, and says that there were others', () => {
  const history = after(Array.from({ length: 2500 }, () => WARNING));
  expect(history).toHaveLength(1000);
  expect(texts(history)[0]?.trim()).toBe('What happened before this is not shown here.');
  expect(texts(history).at(-2)).toMatch(/^41:39 +Warning: /);
});

test('historyAfterEvent() keeps nothing of which there is nothing to say, as of most progress', () => {
  const { local } = screenOf('complete-from-stick', ({ event }) => event.kind === 'finished');
  const kinds = local.history.map((entry) => (entry === 'missing' ? entry : entry.stamped.event.kind));
  expect(kinds.filter((kind) => kind === 'step-progress')).toHaveLength(18);
  expect(kinds).not.toContain('missing');
});

test('historyAfterState() says of a screen that came late that something is missing, once', () => {
  const late = { ...FIRST_RUN_STATE, seq: 7 };
  expect(historyAfterState([], FIRST_RUN_STATE)).toEqual([]);
  expect(historyAfterState(historyAfterState([], late), late)).toEqual(['missing']);
  const before = after([WARNING]);
  expect(historyAfterState(before, late)).toEqual([...before, 'missing']);
});

test('historyLines() puts the time of an event before its first line, in the language of the screen', () => {
  const german = makeWording(messagesOf('de'), 'de');
  const lines = texts(after([{ kind: 'disk-state', disk: 'unbootable' }, WARNING]), 60, german);
  expect(lines[0]).toBe('0:00      Lassen Sie den Netzstecker und den Stick stecken.');
  expect(lines[1]).toMatch(/^0:01 {6}Warnung: /);
  expect(lines[2]).toMatch(/^ {10}\S/);
});

test('historyLines() shows hostile data without doing what it says', () => {
  const hostile: AgentEvent = { kind: 'stored', release: `\u001b[2J\u202e${'W'.repeat(5000)}` };
  const lines = texts(after([hostile]));
  expect(lines.join('')).toContain('\\u{1b}[2J\\u{202e}');
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(JSON.stringify(after([hostile])).length).toBeLessThan(20_000);
});

test.for([
  [0, '0:00'],
  [59_999, '0:59'],
  [725_000, '12:05'],
  [3_723_000, '1:02:03'],
  [-5, '0:00'],
] as const)('timeSince() shows %i ms as %s', ([atMs, shown]) => {
  expect(timeSince(atMs)).toBe(shown);
});
