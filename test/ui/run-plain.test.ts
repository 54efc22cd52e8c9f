import { expect, test } from 'vitest';
import type { StampedEvent } from '../../src/core/events.ts';
import { FIRST_RUN_STATE, type RunState, reduceRun } from '../../src/core/run-state.ts';
import type { WireMessage } from '../../src/core/wire.ts';
import { ENGLISH } from '../../src/ui/english.ts';
import { makeWording } from '../../src/ui/make-wording.ts';
import { runPlain } from '../../src/ui/run-plain.ts';
import type { WordingOf } from '../../src/ui/wording.ts';
import { messagesOf } from './locale-files.ts';
import { LINE_3, numbered, UNTIL_CONNECT, wanted } from './network-run.ts';
import { recordedRun } from './recorded-run.ts';

async function* sent(state: RunState, events: readonly StampedEvent[]): AsyncIterable<WireMessage> {
  yield { v: 1, kind: 'state', state };
  for (const event of events) yield { v: 1, kind: 'event', event };
}

async function toldOf(state: RunState, events: readonly StampedEvent[]) {
  const lines: string[] = [];
  const end = await runPlain(
    sent(state, events),
    (line) => lines.push(line),
    () => ENGLISH,
  );
  return { lines, end };
}

const RUN = recordedRun('complete-from-stick');

test('runPlain() tells a whole run and returns its end', async () => {
  const { lines, end } = await toldOf(FIRST_RUN_STATE, RUN);
  expect(lines[0]).toBe('Recovery has started (rsd-agent 0.1.0).');
  expect(lines).toContain('Recovery is complete.');
  expect(end.outcome).toBe('complete');
});

test('runPlain() says where a run is that it finds in the middle, and tells nothing twice', async () => {
  const half = RUN.slice(0, 70).reduce(reduceRun, FIRST_RUN_STATE);
  const { lines, end } = await toldOf(half, RUN.slice(60));
  expect(lines.slice(0, 3)).toEqual([
    'Recovery is running.',
    'Step 8 of 11: Writing the system to the disk.',
    'Keep the power plugged in and the stick where it is.',
  ]);
  expect(lines[3]).toBe('Writing the system to the disk: 50 percent.');
  expect(end.outcome).toBe('complete');
});

test('runPlain() tells someone who comes late that a WiFi network has to be chosen', async () => {
  const asked = numbered([...UNTIL_CONNECT, wanted([{ ...LINE_3, name: '\x1b[2J' }])]);
  const { lines } = await toldOf(asked.reduce(reduceRun, FIRST_RUN_STATE), []);
  expect(lines.slice(3, 5)).toEqual([
    'A WiFi network has to be chosen. These are in reach:',
    '  1. \\u{1b}[2J: signal 92 percent, WPA2',
  ]);
});

test('runPlain() tells someone who comes late that the run waits for power, and who can say that there is', async () => {
  const run = recordedRun('power-unknown');
  const wait = run.findIndex(({ event }) => event.kind === 'power-wanted') + 1;
  const { lines } = await toldOf(run.slice(0, wait).reduce(reduceRun, FIRST_RUN_STATE), run.slice(wait));
  expect(lines.slice(3, 5)).toEqual([
    'Plug in the charger.',
    'This device does not say how much power it has. If the power goes while the disk is written, your device cannot start until a recovery succeeds.',
  ]);
  expect(lines[5]).toContain('"rsd-agent tui"');
  expect(lines[6]).toBe('Step 7 of 12 is done.');
});

test('runPlain() says so when the agent is lost, and claims no success', async () => {
  const { lines, end } = await toldOf(FIRST_RUN_STATE, RUN.slice(0, 70));
  expect(lines).toContain('The recovery program no longer answers.');
  expect(lines).toContain(
    'The disk was being written: your device cannot start from it until a recovery succeeds.',
  );
  expect(lines.join('\n')).not.toContain('ecovery is complete');
  expect(end.outcome).toBe('running');
});

test('runPlain() tells the end of a run that had ended before', async () => {
  const ended = recordedRun('failed-untouched').reduce(reduceRun, FIRST_RUN_STATE);
  const { lines } = await toldOf(ended, []);
  expect(lines.slice(0, 2)).toEqual([
    'Recovery did not succeed.',
    'SRC-02: None of the recovery data can be used on this device.',
  ]);
});

test('runPlain() speaks the language that the agent names, from there on', async () => {
  const asked: (string | null)[] = [];
  const wordingOf: WordingOf = (language) => {
    asked.push(language);
    return language === null ? ENGLISH : makeWording(messagesOf(language), language);
  };
  const lines: string[] = [];
  const started = { kind: 'started', agent: '1.0', mode: 'unattended', language: 'de' } as const;
  const { language: _, ...again } = started;
  const events = numbered([started, again]);
  await runPlain(sent(FIRST_RUN_STATE, events), (line) => lines.push(line), wordingOf);
  expect(asked[0]).toBeNull();
  const { texts } = wordingOf('de');
  const begun = texts.plain.started({ agent: '1.0' });
  expect(lines.slice(0, 2)).toEqual([begun, begun]);
  expect(lines).toContain(texts.lostBody);
  expect(lines[0]).not.toBe(ENGLISH.texts.plain.started({ agent: '1.0' }));
});
