import { expect, test } from 'vitest';
import { within } from '../../src/net/within.ts';
import { ManualClock } from './manual-clock.ts';

const late = (): Error => new Error('late');
const never = (): Promise<never> => new Promise(() => undefined);

test('within() gives what the work gives, and leaves no timer behind', async () => {
  const clock = new ManualClock();
  const { signal } = new AbortController();
  await expect(within(1000, clock, signal, async () => 7, late)).resolves.toBe(7);
  await clock.pass(0);
  expect(clock.asleep).toBe(0);
});

test('within() passes on what the work throws', async () => {
  const { signal } = new AbortController();
  const work = within(1000, new ManualClock(), signal, () => Promise.reject(new Error('broken')), late);
  await expect(work).rejects.toThrow('broken');
});

test('within() ends work that takes too long, and tells it', async () => {
  const clock = new ManualClock();
  const { signal } = new AbortController();
  let told: unknown;
  const work = within(
    1000,
    clock,
    signal,
    (inner) => {
      inner.addEventListener('abort', () => (told = inner.reason));
      return never();
    },
    late,
  );
  const ended = work.catch((error: unknown) => error);
  await clock.pass(999);
  expect(told).toBeUndefined();
  await clock.pass(1);
  expect(await ended).toEqual(new Error('late'));
  expect(told).toEqual(new Error('late'));
});

test('within() ends with the signal, and tells the work', async () => {
  const stop = new AbortController();
  let told: unknown;
  const work = within(
    1000,
    new ManualClock(),
    stop.signal,
    (inner) => {
      inner.addEventListener('abort', () => (told = inner.reason));
      return never();
    },
    late,
  );
  stop.abort(new Error('stopped'));
  await expect(work).rejects.toThrow('stopped');
  expect(told).toEqual(new Error('stopped'));
});

test('within() does not begin when the signal is aborted already', async () => {
  let begun = 'no';
  const work = within(
    1000,
    new ManualClock(),
    AbortSignal.abort(new Error('stopped')),
    async () => (begun = 'yes'),
    late,
  );
  await expect(work).rejects.toThrow('stopped');
  expect(begun).toBe('no');
});
