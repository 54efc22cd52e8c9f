import { expect, test } from 'vitest';
import { LanguageDesk } from '../../src/agent/language-desk.ts';
import { RunBus } from '../../src/agent/run-bus.ts';
import type { StampedEvent } from '../../src/core/events.ts';
import { reduceRun } from '../../src/core/run-state.ts';
import { FakeClock } from '../fakes/fake-clock.ts';

test('a language that one screen chose is that of all screens, and of one that attaches later', () => {
  const bus = new RunBus(new FakeClock());
  const early = bus.state;
  const heard: StampedEvent[] = [];
  bus.listen((event) => heard.push(event));
  bus.emit({ kind: 'started', agent: '1.0', mode: 'attended' });
  expect(bus.state.language).toBeNull();
  new LanguageDesk(['de', 'ja'], bus.emit).choose('ja');
  expect(heard.reduce(reduceRun, early).language).toBe('ja');
  expect(bus.state.language).toBe('ja');
});

test.for(['', 'en', 'DE', 'tlh', '__proto__', 'constructor'])(
  'a language that there is not is not obeyed: %j',
  (language) => {
    const bus = new RunBus(new FakeClock());
    const desk = new LanguageDesk(['de', 'ja'], bus.emit);
    desk.choose('de');
    desk.choose(language);
    expect(bus.state).toMatchObject({ seq: 1, language: 'de' });
    expect(desk.chosen).toBe('de');
  },
);
