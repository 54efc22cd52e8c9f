import { expect, test } from 'vitest';
import type { Fault } from '../../../src/core/faults.ts';
import { watchSession } from '../../../src/net/server/watch-session.ts';
import { ManualClock } from '../manual-clock.ts';

/** What the watch sees each second, from the second on that has just begun. */
interface Second {
  readonly receivedBytes?: number;
  readonly payloadBytes?: number;
  readonly readsUnderWay?: number;
  readonly oldestRequest?: number | 'none';
}

/** How many seconds a session lives, and why it ends; `'lives'` after ten minutes. */
async function lived(at: (second: number) => Second): Promise<readonly [number, string] | 'lives'> {
  const clock = new ManualClock();
  const stop = new AbortController();
  const now = (): Second => at(Math.floor(clock.nowMs() / 1000));
  const signs = {
    receivedBytes: () => now().receivedBytes ?? clock.nowMs(),
    payloadBytes: () => now().payloadBytes ?? 0,
    readsUnderWay: () => now().readsUnderWay ?? 0,
    oldestRequest: () => now().oldestRequest ?? 'none',
  };
  let fault: Fault | undefined;
  watchSession('host', signs, clock, stop.signal).then(
    (found) => (fault = found),
    () => undefined,
  );
  for (let second = 1; second <= 600; second += 1) {
    await clock.pass(1000);
    if (fault !== undefined) return [second, `${fault.code} ${String(fault.facts['problem'])}`];
  }
  stop.abort();
  return 'lives';
}

test('watchSession() lets a session live that is asked for nothing', async () => {
  expect(await lived(() => ({}))).toBe('lives');
});

test('watchSession() notices in less than 10 s that nothing is heard', async () => {
  expect(await lived((second) => ({ receivedBytes: Math.min(second, 30) }))).toEqual([
    38,
    'NET-03 nothing was heard for 8 s',
  ]);
});

test('watchSession() lets a session live that is silent for 7 s again and again', async () => {
  expect(await lived((second) => ({ receivedBytes: Math.floor(second / 8) }))).toBe('lives');
});

test('watchSession() notices that a request is not answered while signs of life come', async () => {
  expect(await lived((second) => ({ oldestRequest: second < 10 ? 'none' : 1 }))).toEqual([
    30,
    'NET-10 a request was not answered for 20 s',
  ]);
});

test('watchSession() lets a session live whose requests are answered, if slowly', async () => {
  expect(await lived((second) => ({ oldestRequest: Math.floor(second / 19) }))).toBe('lives');
});

test('watchSession() notices a trickle', async () => {
  expect(await lived((second) => ({ readsUnderWay: 16, payloadBytes: second }))).toEqual([
    60,
    'NET-10 less than 65536 bytes came in 60 s',
  ]);
});

test('watchSession() lets a slow download live', async () => {
  expect(await lived((second) => ({ readsUnderWay: 16, payloadBytes: second * 1200 }))).toBe('lives');
});

test('watchSession() notices a download that stops', async () => {
  const payloadBytes = (second: number): number => Math.min(second, 100) * 1_000_000;
  const ended = await lived((second) => ({ readsUnderWay: 16, payloadBytes: payloadBytes(second) }));
  expect(ended).toEqual([160, 'NET-10 less than 65536 bytes came in 60 s']);
});

test('watchSession() does not count the time in which nobody reads', async () => {
  expect(await lived((second) => ({ readsUnderWay: second % 50 === 0 ? 0 : 1 }))).toBe('lives');
});

test('watchSession() ends with the signal', async () => {
  const stop = new AbortController();
  const signs = {
    receivedBytes: () => 0,
    payloadBytes: () => 0,
    readsUnderWay: () => 0,
    oldestRequest: () => 1,
  };
  const watching = watchSession('host', signs, new ManualClock(), stop.signal);
  stop.abort(new Error('closed'));
  await expect(watching).rejects.toThrow('closed');
});
