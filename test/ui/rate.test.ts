import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AgentEvent, StampedEvent } from '../../src/core/events.ts';
import { NO_RATE, rateAfter, speedOf } from '../../src/ui/rate.ts';
import { arbitraryRun } from './arbitrary-run.ts';

function progress(atMs: number, doneBytes: number, step: 'write' | 'read-back' = 'write'): StampedEvent {
  return { seq: 1, atMs, event: { kind: 'step-progress', step, doneBytes, totalBytes: 1000 } };
}

function at(atMs: number, event: AgentEvent): StampedEvent {
  return { seq: 1, atMs, event };
}

function speedAfter(...events: readonly StampedEvent[]) {
  return speedOf(events.reduce(rateAfter, NO_RATE));
}

test('speedOf() gives bytes a second and the time that is left at that speed', () => {
  const events = [0, 1000, 2000, 3000].map((atMs) => progress(atMs, atMs / 10));
  expect(speedAfter(...events)).toEqual({ bytesPerSecond: 100, leftMs: 7000 });
});

test('speedOf() looks at the last seconds only', () => {
  const slow = [0, 1000, 2000, 3000].map((atMs) => progress(atMs, atMs / 1000));
  const fast = [4000, 5000, 6000, 7000, 8000, 9000, 10_000].map((atMs) =>
    progress(atMs, 3 + (atMs - 4000) / 10),
  );
  expect(speedAfter(...slow, ...fast)).toEqual({ bytesPerSecond: 100, leftMs: 3970 });
});

test.for<[string, readonly StampedEvent[]]>([
  ['nothing', []],
  ['one report', [progress(0, 10)]],
  ['two reports', [progress(0, 10), progress(3000, 20)]],
  ['less than two seconds', [0, 600, 1200, 1800].map((atMs) => progress(atMs, atMs))],
  ['no movement', [0, 1000, 2000, 3000].map((atMs) => progress(atMs, 10))],
  ['a long silence', [progress(0, 1), progress(1000, 2), progress(2000, 3), progress(60_000, 4)]],
  ['a step back', [progress(0, 10), progress(1000, 20), progress(2000, 30), progress(3000, 5)]],
  ['a clock that went back', [progress(5000, 10), progress(6000, 20), progress(7000, 30), progress(100, 40)]],
  ['another step', [progress(0, 1), progress(1000, 2), progress(3000, 3, 'read-back')]],
])('speedOf() says nothing after %s', ([, events]) => {
  expect(speedAfter(...events)).toBe('unknown');
});

test.for<AgentEvent>([
  { kind: 'step-started', step: 'write' },
  { kind: 'step-retrying', step: 'write', attempt: 2, code: 'DSK-06', facts: {} },
  { kind: 'step-done', step: 'write', bytes: 1 },
  { kind: 'finished', disk: 'complete' },
])('rateAfter() starts anew with $kind', (event) => {
  const moving = [0, 1000, 2000].map((atMs) => progress(atMs, atMs));
  expect(speedAfter(...moving)).not.toBe('unknown');
  expect(speedAfter(...moving, at(2500, event))).toBe('unknown');
});

test('rateAfter() keeps a few samples, however often the agent speaks', () => {
  const events = Array.from({ length: 20_000 }, (_, atMs) => progress(atMs, atMs));
  const rate = events.reduce(rateAfter, NO_RATE);
  expect(rate.samples.length).toBeLessThan(60);
  expect(speedOf(rate)).toMatchObject({ bytesPerSecond: 1000 });
});

test('speedOf() never gives a speed or a time below zero', () => {
  fc.assert(
    fc.property(arbitraryRun, (run) => {
      const speed = speedAfter(...run);
      expect(speed === 'unknown' || (speed.bytesPerSecond > 0 && speed.leftMs >= 0)).toBe(true);
    }),
  );
});
