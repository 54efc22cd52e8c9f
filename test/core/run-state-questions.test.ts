import { expect, test } from 'vitest';
import type { AgentEvent } from '../../src/core/events.ts';
import { FIRST_RUN_STATE, type RunState, reduceRun } from '../../src/core/run-state.ts';

function after(...events: AgentEvent[]): RunState {
  return events
    .map((event, at) => ({ seq: at + 1, atMs: at * 250, event }))
    .reduce(reduceRun, FIRST_RUN_STATE);
}

test('reduceRun() takes the delay away when it has passed', () => {
  const running: AgentEvent = {
    kind: 'delay',
    phase: 'running',
    leftMs: 9,
    totalMs: 10,
    prompt: { key: 'r', leftMs: 5 },
  };
  expect(after(running).delay).toEqual(running);
  expect(after(running, { kind: 'delay', phase: 'passed', leftMs: 0, totalMs: 10 }).delay).toBeNull();
});

test('reduceRun() asks for a WiFi network until it is answered or the run has failed', () => {
  const question = { networks: [], before: null };
  const wanted: AgentEvent = { kind: 'wifi-wanted', question };
  expect(after(wanted).wifi).toEqual(question);
  expect(after(wanted, { kind: 'wifi-answered' }).wifi).toBeNull();
  expect(after(wanted, { kind: 'failed', code: 'NET-38', facts: {}, disk: 'untouched' }).wifi).toBeNull();
});

test('reduceRun() waits for power until there is enough, or the run has ended or begun again', () => {
  const want = {
    why: 'too-little',
    facts: { charger: 'not-plugged-in', battery: { chargePercent: 4 } },
    neededPercent: 10,
  } as const;
  const wanted = { kind: 'power-wanted', want } as const;
  expect(after(wanted).power).toEqual(want);
  const ends: readonly AgentEvent[] = [
    { kind: 'power-enough' },
    { kind: 'failed', code: 'PWR-01', facts: {}, disk: 'untouched' },
    { kind: 'finished', disk: 'complete' },
    { kind: 'started', agent: '', mode: 'attended' },
  ];
  expect(ends.map((end) => after(wanted, end).power)).toEqual(ends.map(() => null));
});

test('reduceRun() remembers what is kept on the stick', () => {
  expect(after({ kind: 'stored', release: 'a' }).stored).toBe('a');
});
