import { expect, test } from 'vitest';
import { type Step, StepFailure, stepper } from '../../src/agent/stepper.ts';
import type { AgentEvent } from '../../src/core/events.ts';
import { Fault } from '../../src/core/faults.ts';
import { FakeClock } from '../fakes/fake-clock.ts';

const never = new AbortController().signal;

function bench(signal: AbortSignal = never): { step: Step; events: AgentEvent[]; clock: FakeClock } {
  const events: AgentEvent[] = [];
  const clock = new FakeClock();
  return { step: stepper((event) => events.push(event), clock, signal), events, clock };
}

const progressOf = (events: readonly AgentEvent[]): number[] =>
  events.flatMap((event) => (event.kind === 'step-progress' ? [event.doneBytes] : []));

test('stepper() tells when a step starts and when it is done, and gives back what it made', async () => {
  const { step, events } = bench();
  expect(await step('plan', async () => 42)).toBe(42);
  expect(events).toEqual([
    { kind: 'step-started', step: 'plan' },
    { kind: 'step-done', step: 'plan', bytes: 0 },
  ]);
});

test('stepper() tells how far a step is ten times a second, the first and the last time included', async () => {
  const { step, events, clock } = bench();
  await step('write', async ({ onBytes }) => {
    for (let done = 1; done <= 1000; done += 1) {
      onBytes(done, 1000);
      await clock.sleep(1, never);
    }
  });
  // The hundredth comes a millisecond before its time: the first is told at 0 ms.
  expect(progressOf(events)).toEqual([1, 101, 201, 301, 401, 501, 601, 701, 801, 901, 1000]);
  expect(events.at(-1)).toEqual({ kind: 'step-done', step: 'write', bytes: 1000 });
});

test('stepper() tells the end at once, however soon after the last time it comes', async () => {
  const { step, events } = bench();
  await step('write', async ({ onBytes }) => [1, 2, 3, 4].forEach((done) => onBytes(done, 4)));
  expect(progressOf(events)).toEqual([1, 4]);
});

test('stepper() keeps the time of each step by itself', async () => {
  const { step, events } = bench();
  await step('check', async ({ onBytes }) => onBytes(1, 10));
  await step('write', async ({ onBytes }) => onBytes(2, 10));
  expect(progressOf(events)).toEqual([1, 2]);
});

test('stepper() tells of a retry, with the step', async () => {
  const { step, events } = bench();
  const facts = { partition: 'ROOT-A', offsetBytes: 4096, reason: 'write: EIO' };
  await step('write', async ({ onRetry }) => onRetry(2, 'DSK-06', facts));
  expect(events[1]).toEqual({ kind: 'step-retrying', step: 'write', attempt: 2, code: 'DSK-06', facts });
});

test('stepper() names the step that failed, keeps the cause, and does not call the step done', async () => {
  const { step, events } = bench();
  const cause = new Fault('DSK-05', { disks: ['a', 'b'] });
  const failure = await step('plan', () => Promise.reject(cause)).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(StepFailure);
  expect(failure).toMatchObject({ step: 'plan', cause, message: expect.stringContaining('DSK-05') });
  expect(events.map(({ kind }) => kind)).toEqual(['step-started']);
});

test('stepper() says of a defect that it is one', async () => {
  const failure = bench().step('plan', () => Promise.reject(new TypeError('undefined is not')));
  await expect(failure).rejects.toMatchObject({ step: 'plan', message: expect.stringContaining('BUG-00') });
});

test('stepper() begins no step after an abort', async () => {
  const { step, events } = bench(AbortSignal.abort(new Fault('AGT-02', {})));
  let worked = false;
  const failure = step('write', async () => {
    worked = true;
  });
  await expect(failure).rejects.toMatchObject({ step: 'write', cause: { code: 'AGT-02' } });
  expect([worked, events]).toEqual([false, []]);
});
