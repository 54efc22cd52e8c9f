import { expect, test } from 'vitest';
import type { AgentEvent } from '../../src/core/events.ts';
import { FIRST_RUN_STATE, type RunState, reduceRun } from '../../src/core/run-state.ts';

function after(...events: AgentEvent[]): RunState {
  return events
    .map((event, at) => ({ seq: at + 1, atMs: at * 250, event }))
    .reduce(reduceRun, FIRST_RUN_STATE);
}

test('reduceRun() keeps the last news of the network', () => {
  const trying = { kind: 'link-trying', link: 'wired', device: 'eth0', network: '' } as const;
  const connected = { kind: 'server-connected', host: 'a', fingerprint: 'SHA256:x' } as const;
  const news = [trying, connected].map((said): AgentEvent => ({ kind: 'network', news: said }));
  expect(after(...news.slice(0, 1)).network).toEqual(trying);
  expect(after(...news).network).toEqual(connected);
  expect(after(...news, { kind: 'started', agent: '', mode: 'attended' }).network).toBeNull();
});

test('reduceRun() asks for a WiFi network until it is answered or the run has failed', () => {
  const question = { networks: [], before: null };
  const wanted: AgentEvent = { kind: 'wifi-wanted', question };
  expect(after(wanted).wifi).toEqual(question);
  expect(after(wanted, { kind: 'wifi-answered' }).wifi).toBeNull();
  expect(after(wanted, { kind: 'failed', code: 'NET-38', facts: {}, disk: 'untouched' }).wifi).toBeNull();
});

test('reduceRun() remembers what is kept on the stick', () => {
  expect(after({ kind: 'stored', release: 'a' }).stored).toBe('a');
});

test('reduceRun() knows where the log and the help of this run are, and nothing of those of the run before', () => {
  const started = { kind: 'started', agent: '', mode: 'attended' } as const;
  const helpUrl = 'https://help.example.com/';
  const ended = after({ ...started, helpUrl }, { kind: 'log', file: 'rsd-logs/run-0001.jsonl' });
  expect(ended).toMatchObject({ helpUrl, log: { file: 'rsd-logs/run-0001.jsonl' } });
  const again = after({ ...started, helpUrl }, { kind: 'log', file: null }, started);
  expect(again).toMatchObject({ helpUrl: null, log: null });
});
