import { expect, test } from 'vitest';
import { FIRST_RUN_STATE, reduceRun } from '../../src/core/run-state.ts';
import type { WireMessage } from '../../src/core/wire.ts';
import { FIRST_SCREEN, type ScreenInput, screenAfter } from '../../src/ui/screen-after.ts';
import { recordedRun } from './recorded-run.ts';
import { screenAfterAll } from './screen-of.ts';

const RUN = recordedRun('failed-unbootable');
const EVENTS = RUN.map((event): WireMessage => ({ v: 1, kind: 'event', event }));
const INPUTS = EVENTS.map((message): ScreenInput => ({ kind: 'message', message }));

test('screenAfter() comes to the state of the agent, event by event', () => {
  const state = RUN.reduce(reduceRun, FIRST_RUN_STATE);
  expect(screenAfterAll(FIRST_SCREEN, INPUTS).state).toEqual(state);
});

test('screenAfter() takes the state of a screen that attaches late, and no event twice', () => {
  const retry = RUN.findIndex(({ event }) => event.kind === 'step-retrying');
  const state = RUN.slice(0, retry + 1).reduce(reduceRun, FIRST_RUN_STATE);
  const attached: ScreenInput = { kind: 'message', message: { v: 1, kind: 'state', state } };
  const late = screenAfterAll(FIRST_SCREEN, [attached, ...INPUTS.slice(retry - 5)]);
  expect(late.state).toEqual(RUN.reduce(reduceRun, FIRST_RUN_STATE));
  const told = screenAfterAll(FIRST_SCREEN, [attached, ...INPUTS.slice(retry - 5, retry + 1)]);
  expect(told).toEqual(screenAfterAll(FIRST_SCREEN, [attached]));
});

test('screenAfter() drops the question when the run ends before it was answered', () => {
  const asked = screenAfterAll(FIRST_SCREEN, [...INPUTS.slice(0, -1), { kind: 'key', key: 'C-c' }]);
  expect(asked.local.question).toBe('stop');
  const ended = screenAfterAll(asked, INPUTS.slice(-1));
  expect(screenAfter(ended, { kind: 'key', key: 'y' }).command).toBe('none');
});

test('screenAfter() asks the agent to stop once', () => {
  const running = screenAfterAll(FIRST_SCREEN, INPUTS.slice(0, -1));
  const keys = ['C-c', 'y', 'y'].map((key): ScreenInput => ({ kind: 'key', key }));
  const commands = keys.map(
    (key, at) => screenAfter(screenAfterAll(running, keys.slice(0, at)), key).command,
  );
  expect(commands).toEqual(['none', { kind: 'cancel' }, 'none']);
});

test('screenAfter() is over when someone has read the end', () => {
  const ended = screenAfterAll(FIRST_SCREEN, INPUTS);
  expect(ended.over).toBe('no');
  const read = screenAfter(ended, { kind: 'key', key: 'enter' });
  expect(read).toMatchObject({ command: { kind: 'acknowledge' }, screen: { over: 'yes' } });
});
