import { expect, test } from 'vitest';
import { RunBus } from '../../src/agent/run-bus.ts';
import type { AgentEvent, StampedEvent } from '../../src/core/events.ts';
import { FIRST_RUN_STATE, type RunState, reduceRun } from '../../src/core/run-state.ts';
import { FakeClock } from '../fakes/fake-clock.ts';

const never = new AbortController().signal;
const STARTED: AgentEvent = { kind: 'started', agent: '1.0', mode: 'attended' };
const WARNING: AgentEvent = { kind: 'warning', code: 'STK-04', facts: {} };
const UNBOOTABLE: AgentEvent = { kind: 'disk-state', disk: 'unbootable' };

test('emit() numbers the events from 1 and stamps them with whole milliseconds since the bus was made', async () => {
  const clock = new FakeClock();
  await clock.sleep(1000, never);
  const bus = new RunBus(clock);
  const heard: StampedEvent[] = [];
  bus.listen((event) => heard.push(event));
  bus.emit(STARTED);
  await clock.sleep(250.4, never);
  bus.emit(WARNING);
  expect(heard).toEqual([
    { seq: 1, atMs: 0, event: STARTED },
    { seq: 2, atMs: 250, event: WARNING },
  ]);
});

test('emit() adds every event to the state before anybody hears of it, and gives them the state before', () => {
  const bus = new RunBus(new FakeClock());
  const seen: { before: RunState; after: RunState; event: StampedEvent }[] = [];
  bus.listen((event, before) => seen.push({ before, after: bus.state, event }));
  expect(bus.state).toEqual(FIRST_RUN_STATE);
  [STARTED, UNBOOTABLE, WARNING].forEach(bus.emit);
  expect(seen.map(({ before }) => before.seq)).toEqual([0, 1, 2]);
  expect(seen.every(({ before, after, event }) => isAfter(before, event, after))).toBe(true);
  expect(bus.state).toMatchObject({
    seq: 3,
    agent: '1.0',
    disk: 'unbootable',
    warnings: [{ code: 'STK-04' }],
  });
});

function isAfter(before: RunState, event: StampedEvent, after: RunState): boolean {
  return JSON.stringify(reduceRun(before, event)) === JSON.stringify(after);
}

test('listen() tells of what comes, and not of what was', () => {
  const bus = new RunBus(new FakeClock());
  bus.emit(STARTED);
  const heard: number[] = [];
  bus.listen(({ seq }) => heard.push(seq));
  bus.emit(WARNING);
  expect(heard).toEqual([2]);
});

test('emit() passes events on in order to every listener, also when one of them emits: a lost log does', () => {
  const bus = new RunBus(new FakeClock());
  const heard: string[] = [];
  const name = (who: string) => (event: StampedEvent, before: RunState) =>
    void heard.push(`${who} ${event.event.kind} after ${before.seq}`);
  bus.listen(name('first'));
  bus.listen(({ event }) => {
    if (event.kind === 'started') bus.emit(WARNING);
  });
  bus.listen(name('last'));
  bus.emit(STARTED);
  bus.emit(UNBOOTABLE);
  expect(heard).toEqual([
    'first started after 0',
    'last started after 0',
    'first warning after 1',
    'last warning after 1',
    'first disk-state after 2',
    'last disk-state after 2',
  ]);
});

test('emit() goes on telling after a listener has thrown', () => {
  const bus = new RunBus(new FakeClock());
  const heard: string[] = [];
  bus.listen(({ event }) => {
    if (event.kind === 'started') throw new Error('a defect');
    heard.push(event.kind);
  });
  expect(() => bus.emit(STARTED)).toThrow('a defect');
  bus.emit(WARNING);
  expect(heard).toEqual(['warning']);
});
