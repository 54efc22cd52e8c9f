import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type KeyAction, keyAction } from '../../src/ui/keys.ts';
import type { Screen, ScreenInput } from '../../src/ui/screen-after.ts';
import { screenAfterAll, screenOf } from './screen-of.ts';

const CTRL_C: ScreenInput = { kind: 'key', key: 'C-c' };
const DETAILS: ScreenInput = { kind: 'key', key: 'd' };
const LOG: ScreenInput = { kind: 'key', key: 'g' };
const LOST: ScreenInput = { kind: 'messages-ended' };

const running = screenOf('complete-from-stick', ({ event }) => event.kind === 'step-progress');
const question = screenAfterAll(running, [CTRL_C]);
const delay = screenOf('developer-delay', ({ event }) => event.kind === 'delay');
const complete = screenOf('complete-from-stick', ({ event }) => event.kind === 'finished');
const failed = screenOf('failed-unbootable', ({ event }) => event.kind === 'failed');
const unattended = screenOf('complete-unattended', ({ event }) => event.kind === 'finished');
const lowBattery = screenOf('power-wait', ({ event }) => event.kind === 'power-wanted');
const unknownPower = screenOf('power-unknown', ({ event }) => event.kind === 'power-wanted');
const lost = screenAfterAll(running, [LOST]);
const ACKNOWLEDGE: KeyAction = { kind: 'command', command: { kind: 'acknowledge' } };
const CANCEL: KeyAction = { kind: 'command', command: { kind: 'cancel' } };
const LEAVE: KeyAction = { kind: 'leave' };

function local(change: Extract<KeyAction, { kind: 'local' }>['change']): KeyAction {
  return { kind: 'local', change };
}

function key(name: string): KeyAction {
  return { kind: 'command', command: { kind: 'key', key: name } };
}

test.for<[name: string, key: string, screen: Screen, action: KeyAction]>([
  ['asks before it stops', 'C-c', running, local('ask-stop')],
  ['does not close a screen of a run', 'q', running, 'nothing'],
  ['does not close a screen of a run', 'enter', running, 'nothing'],
  ['opens the details', 'd', running, local('toggle-details')],
  ['goes to the next colours', 'c', running, local('next-theme')],
  ['goes to the next colours', 'c', failed, local('next-theme')],
  ['scrolls only in the details', 'down', running, 'nothing'],
  ['scrolls in the details', 'down', screenAfterAll(running, [DETAILS]), local('line-down')],
  ['closes the details', 'escape', screenAfterAll(running, [DETAILS]), local('toggle-details')],
  ['opens the log', 'g', running, local('toggle-log')],
  ['opens the log of an end', 'g', failed, local('toggle-log')],
  ['closes the log', 'g', screenAfterAll(running, [LOG]), local('toggle-log')],
  ['closes the log', 'escape', screenAfterAll(running, [LOG]), local('toggle-log')],
  ['goes from the log to the details', 'd', screenAfterAll(running, [LOG]), local('toggle-details')],
  ['scrolls in the log', 'pageup', screenAfterAll(running, [LOG]), local('page-up')],
  ['goes to the first line of the log', 'home', screenAfterAll(running, [LOG]), local('to-start')],
  ['goes to the last line of the log', 'end', screenAfterAll(running, [LOG]), local('to-end')],
  ['goes nowhere when nothing is open', 'end', running, 'nothing'],
  [
    'asks before it stops what is read of in the log',
    'C-c',
    screenAfterAll(running, [LOG]),
    local('ask-stop'),
  ],
  ['stops after a yes', 'y', question, CANCEL],
  ['goes on after a no', 'n', question, local('drop-question')],
  ['stops after Enter', 'enter', question, CANCEL],
  ['goes on after Esc', 'escape', question, local('drop-question')],
  ['takes no other answer', 'space', question, 'nothing'],
  ['takes Ctrl-C for no yes', 'C-c', question, 'nothing'],
  ['gives the agent the keys of the delay', 'g', delay, key('g')],
  ['gives the agent even the keys that mean something elsewhere', 'd', delay, key('d')],
  ['asks before it stops a delay', 'C-c', delay, local('ask-stop')],
  ['asks before it stops a wait for power', 'C-c', lowBattery, local('ask-stop')],
  ['takes nothing for power', 'y', lowBattery, 'nothing'],
  ['changes the colours of a wait for power', 'c', lowBattery, local('next-theme')],
  [
    'tells the agent that the charger is plugged in',
    'y',
    unknownPower,
    { kind: 'command', command: { kind: 'power', answer: 'go-on' } },
  ],
  ['takes no other key for that', 'x', unknownPower, 'nothing'],
  ['asks before it stops at that question', 'C-c', unknownPower, local('ask-stop')],
  ['tells the agent that the end was read', 'enter', complete, ACKNOWLEDGE],
  ['tells the agent that the end was read', 'space', complete, ACKNOWLEDGE],
  ['tells the agent that the end was read', 'q', failed, ACKNOWLEDGE],
  ['takes no other key for that', 'x', failed, 'nothing'],
  ['shows the details of an end', 'd', failed, local('toggle-details')],
  ['just leaves when nobody waits', 'q', unattended, LEAVE],
  ['just leaves when the agent is gone', 'enter', screenAfterAll(complete, [LOST]), LEAVE],
  ['just leaves when the agent was lost', 'enter', lost, LEAVE],
  ['leaves with Ctrl-C at the end', 'C-c', lost, LEAVE],
  ['opens the languages', 'l', running, local('open-languages')],
  ['opens the languages at an end', 'l', complete, local('open-languages')],
  ['opens the languages at an end', 'l', failed, local('open-languages')],
  ['opens no languages where the agent is gone', 'l', lost, 'nothing'],
  ['opens no languages where a letter may be asked for', 'l', delay, key('l')],
  ['opens no languages over a question', 'l', question, 'nothing'],
])('keyAction() %s: %s', ([, name, screen, action]) => {
  expect(keyAction({ key: name, typed: '' }, screen.state, screen.local)).toEqual(action);
});

const asked = screenOf('developer-delay', ({ event }) => event.kind === 'delay' && event.prompt?.key === 'g');

test.for<[string, string, KeyAction]>([
  ['the key that is asked for, on a Russian keyboard', 'п', key('g')],
  ['that key on a Greek keyboard', 'Γ', key('g')],
  ['another key as it is', 'т', key('т')],
])('keyAction() gives the agent %s', ([, character, action]) => {
  expect(keyAction({ key: character, typed: character }, asked.state, asked.local)).toEqual(action);
});

test('keyAction() opens the details on a Russian keyboard, and takes no yes or no from it', () => {
  const pressed = (typed: string, screen: Screen): KeyAction =>
    keyAction({ key: typed, typed }, screen.state, screen.local);
  expect(pressed('в', running)).toEqual(local('toggle-details'));
  for (const letter of 'нтНТ') expect(pressed(letter, question)).toBe('nothing');
});

test('keyAction() sends a cancel for nothing but a yes to the question', () => {
  const screens = fc.constantFrom(
    running,
    delay,
    lowBattery,
    unknownPower,
    complete,
    failed,
    unattended,
    lost,
    question,
  );
  fc.assert(
    fc.property(screens, fc.oneof(fc.string(), fc.constantFrom('C-c', 'escape', 'enter')), (screen, name) => {
      fc.pre(!(screen === question && (name === 'y' || name === 'enter')));
      expect(keyAction({ key: name, typed: '' }, screen.state, screen.local)).not.toEqual(CANCEL);
    }),
  );
});
