import { expect, test } from 'vitest';
import type { AgentEvent } from '../../src/core/events.ts';
import { FIRST_RUN_STATE, type RunState, reduceRun } from '../../src/core/run-state.ts';
import { runningStep } from '../../src/ui/running-step.ts';

function after(...events: readonly AgentEvent[]): RunState {
  return events.map((event, at) => ({ seq: at + 1, atMs: at, event })).reduce(reduceRun, FIRST_RUN_STATE);
}

test('reduceRun() keeps the last news of the network', () => {
  const trying = { kind: 'link-trying', link: 'wired', device: 'eth0', network: '' } as const;
  const connected = { kind: 'server-connected', host: 'a', fingerprint: 'SHA256:x' } as const;
  const news = [trying, connected].map((said): AgentEvent => ({ kind: 'network', news: said }));
  expect(after(...news.slice(0, 1)).network).toEqual(trying);
  expect(after(...news).network).toEqual(connected);
  expect(after(...news, { kind: 'started', agent: '', mode: 'attended' }).network).toBeNull();
});

test('reduceRun() keeps the link and the server that worked last, whatever other news there is', () => {
  const cable = { kind: 'wired', device: 'eth0', network: '', addresses: [], gateways: [], dns: [] } as const;
  const connected = { kind: 'server-connected', host: 'a', fingerprint: 'SHA256:x' } as const;
  const lost = { kind: 'server-failed', host: 'a', code: 'NET-03', facts: {} } as const;
  const news = [{ kind: 'link-up', link: cable } as const, connected, lost];
  const state = after(...news.map((said): AgentEvent => ({ kind: 'network', news: said })));
  expect(state).toMatchObject({ network: lost, link: cable, server: connected });
});

test('reduceRun() tells a language that nobody has said from English', () => {
  const attended = { kind: 'started', agent: '', mode: 'attended' } as const;
  expect(after(attended).language).toBeNull();
  expect(after({ ...attended, language: 'en' }).language).toBe('en');
});

test('reduceRun() keeps the language that the person chose when the run begins again', () => {
  const chosen: AgentEvent = { kind: 'language', language: 'ja' };
  expect(after(chosen).language).toBe('ja');
  expect(after(chosen, { kind: 'started', agent: '', mode: 'attended' }).language).toBe('ja');
});

test('reduceRun() knows where the log and the help of this run are, and nothing of those of the run before', () => {
  const started = { kind: 'started', agent: '', mode: 'attended' } as const;
  const helpUrl = 'https://help.example.com/';
  const ended = after({ ...started, helpUrl }, { kind: 'log', file: 'rsd-logs/run-0001.jsonl' });
  expect(ended).toMatchObject({ helpUrl, log: { file: 'rsd-logs/run-0001.jsonl' } });
  const again = after({ ...started, helpUrl }, { kind: 'log', file: null }, started);
  expect(again).toMatchObject({ helpUrl: null, log: null });
});

test('reduceRun() shows a failure outside of every step', () => {
  const state = after({ kind: 'failed', code: 'AGT-02', facts: {}, disk: 'untouched' });
  expect(state.failure?.step).toBeNull();
  expect(state.steps).toEqual(FIRST_RUN_STATE.steps);
});

test('reduceRun() ends complete', () => {
  const state = after({ kind: 'waiting', wait: 'stick-removal' }, { kind: 'finished', disk: 'complete' });
  expect(state).toMatchObject({ outcome: 'complete', disk: 'complete', waiting: null });
});

const BEFORE = { readOnly: 'Atlas.1', slotA: 'Atlas.2', slotB: 'Atlas.2' };

test('reduceRun() ends the step of an update of the firmware that failed, and not the run', () => {
  const outcome = {
    result: 'failed',
    code: 'PWR-01',
    facts: {},
    state: 'one-slot',
    before: BEFORE,
    saved: null,
  } as const;
  const failed = after({ kind: 'step-started', step: 'firmware' }, { kind: 'firmware', outcome });
  expect(failed).toMatchObject({ outcome: 'running', failure: null, firmware: outcome });
  expect(failed.steps.find(({ name }) => name === 'firmware')).toMatchObject({
    status: 'failed',
    endedAtMs: 1,
  });
  expect(runningStep(failed)).not.toMatchObject({ step: { name: 'firmware' } });
});

test('reduceRun() knows what is in the flash, and nothing of that of the run before', () => {
  const flash = { read: 'yes', hwid: 'ATLAS', flags: 0, versions: BEFORE, sizeBytes: 1 } as const;
  expect(after({ kind: 'flash', flash }).flash).toEqual(flash);
  expect(after({ kind: 'flash', flash }, { kind: 'started', agent: '', mode: 'attended' }).flash).toBeNull();
});
