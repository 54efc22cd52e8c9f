import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFault } from '../../src/core/faults.ts';
import { afterEvent } from '../../src/screens/after-event.ts';
import { readEvents } from '../../src/screens/read-events.ts';
import { ENGLISH } from '../../src/ui/english.ts';
import { frameText } from '../../src/ui/frame-text.ts';
import { FIRST_SCREEN } from '../../src/ui/screen-after.ts';
import { view } from '../../src/ui/view.ts';
import { RUNS, runText } from '../fixtures/runs/runs.gen.ts';
import { NETWORK_RUN } from '../ui/network-run.ts';

const STARTED = '{"seq":1,"atMs":40,"event":{"kind":"started","agent":"rsd-agent 0.1.0","mode":"attended"}}';
const LOGGED = `{"level":30,"time":"2026-01-01T00:00:00Z",${STARTED.slice(1, -1)},"msg":"started"}`;
const REMARK = '{"level":50,"time":"2026-01-01T00:00:00Z","code":"DSK-06","msg":"the recovery failed"}';
const EVENT = { kind: 'started', agent: 'rsd-agent 0.1.0', mode: 'attended' };

function problemIn(text: string): unknown {
  try {
    return readEvents(text);
  } catch (error) {
    return isFault(error, 'FMT-01') ? `${error.facts.field}: ${error.facts.problem}` : error;
  }
}

test.for(Object.entries(RUNS))('readEvents() reads the recorded run "%s"', ([, events]) => {
  expect(readEvents(runText(events)).events).toEqual(JSON.parse(JSON.stringify(events)));
});

test('readEvents() reads everything that a network and its WiFi tell', () => {
  const text = NETWORK_RUN.map((event) => `${JSON.stringify(event)}\n`).join('');
  expect(readEvents(text).events).toEqual(NETWORK_RUN);
});

test('readEvents() reads the log of the agent, and passes over what is no event there', () => {
  const { events, lastLine } = readEvents(`${LOGGED}\n${REMARK}\n`);
  expect(events).toEqual([{ seq: 1, atMs: 40, event: EVENT }]);
  expect(lastLine).toBe('whole');
});

test('readEvents() leaves out a last line that was not written to its end, and says so', () => {
  expect(readEvents(`${STARTED}\n${STARTED.slice(0, 30)}`)).toMatchObject({
    events: [{ seq: 1 }],
    lastLine: 'cut-off',
  });
  expect(readEvents(STARTED)).toMatchObject({ events: [{ seq: 1 }], lastLine: 'whole' });
});

test.for([
  ['a text', '# Readme\n', 'line 1: it is not JSON'],
  ['nothing', '', 'line 1: there is no event in this file'],
  ['nothing but remarks', `${REMARK}\n`, 'line 1: there is no event in this file'],
  [
    'a line that is torn in the middle',
    `${STARTED}\n${STARTED.slice(0, 30)}\n${STARTED}\n`,
    'line 2: it is not JSON',
  ],
  ['other JSON', `${STARTED}\n{"a":1}\n`, 'line 2: seq: '],
  ['a number', '42\n', 'line 1: '],
  ['an event without a number', '{"atMs":1,"event":{"kind":"wifi-answered"}}\n', 'line 1: seq: '],
  ['an event without a kind', '{"seq":1,"atMs":1,"event":{}}\n', 'line 1: event.kind: '],
  [
    'an unknown event',
    '{"seq":1,"atMs":1,"event":{"kind":"x"}}\n',
    'line 1: this kind of event is not known',
  ],
  [
    'a name of every object',
    '{"seq":1,"atMs":1,"event":{"kind":"toString"}}\n',
    'line 1: this kind of event',
  ],
  ['a wrong field', '{"seq":1,"atMs":1,"event":{"kind":"step-started","step":7}}\n', 'line 1: event.step: '],
  [
    'an unknown fault',
    '{"seq":1,"atMs":1,"event":{"kind":"warning","code":"X-1","facts":{}}}\n',
    'line 1: event.code: ',
  ],
  [
    'a very long line',
    `${STARTED}\n"${'x'.repeat(1 << 20)}"\n`,
    'line 2: it has more than 1048576 characters',
  ],
  ['very many lines', '\n'.repeat(100_001), 'line 100001: there are more than 100000 lines'],
] as const)('readEvents() names the line of %s', ([, text, problem]) => {
  expect(problemIn(text)).toEqual(expect.stringContaining(problem));
});

/** Every place in a value that something else can be put in. */
function placesIn(value: unknown): readonly (readonly [holder: object, name: string])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [[value, name] as const, ...placesIn(inner)]);
}

test('view() draws whatever readEvents() has let in', () => {
  const runs = [...Object.values(RUNS).map((run) => run.slice(0, 40)), NETWORK_RUN];
  const events = runs.flat().filter(({ event }) => event.kind !== 'step-progress' && event.kind !== 'delay');
  const value = fc.oneof(fc.constantFrom<unknown>(null, -1, 1e300, '\u001b[2J', [], {}, ''), fc.jsonValue());
  let letIn = 0;
  fc.assert(
    fc.property(fc.constantFrom(...events), fc.nat(), value, (event, at, instead) => {
      const spoilt: object = JSON.parse(JSON.stringify(event));
      const places = placesIn(spoilt);
      const [holder, name] = places[at % places.length] ?? [spoilt, 'event'];
      Reflect.set(holder, name, instead);
      const text = `${JSON.stringify(spoilt)}\n`;
      if (typeof problemIn(text) === 'string') return;
      letIn += 1;
      const { state, local } = readEvents(text).events.reduce(afterEvent, FIRST_SCREEN);
      const details = { ...local, details: 'open' } as const;
      const picture = frameText(view(state, { columns: 80, rows: 40 }, details, ENGLISH));
      expect(/[\p{Cc}--[\n]]/v.test(picture)).toBe(false);
    }),
    { numRuns: 1000 },
  );
  expect(letIn).toBeGreaterThan(20);
});
