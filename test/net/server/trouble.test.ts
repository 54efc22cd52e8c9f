import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/faults.ts';
import { type Patience, type Trouble, trouble } from '../../../src/net/server/trouble.ts';
import { ManualClock } from '../manual-clock.ts';

const { signal } = new AbortController();
const LOST = new Fault('NET-03', { host: 'a' });
const PATIENCE = { firstDelayMs: 1000, maxDelayMs: 4000, giveUpMs: 20_000 };

interface Begun {
  readonly clock: ManualClock;
  readonly troubles: Trouble;
  /** `attempt: delayMs` of each wait that was announced. */
  readonly said: string[];
}

function begin(life: AbortSignal = signal, patience: Patience = PATIENCE): Begun {
  const clock = new ManualClock();
  const said: string[] = [];
  const announce = (attempt: number, delayMs: number): unknown => said.push(`${attempt}: ${delayMs}`);
  return { clock, said, troubles: trouble(patience, clock, life, announce) };
}

/** Waits again and again; gives back what it ends with. */
async function untilGivenUp({ troubles, clock }: Begun): Promise<unknown> {
  const ended: unknown[] = [];
  const waits = (async () => {
    for (;;) await troubles.wait(LOST, signal);
  })().catch((error: unknown) => ended.push(error));
  while (ended.length === 0) await clock.pass(100);
  await waits;
  return ended[0];
}

test('trouble().wait() waits twice as long each time, up to the longest, and gives up in time with the last fault', async () => {
  const begun = begin();
  expect(await untilGivenUp(begun)).toBe(LOST);
  expect(begun.said).toEqual(['1: 1000', '2: 2000', '3: 4000', '4: 4000', '5: 4000', '6: 4000', '7: 1000']);
  expect(begun.clock.nowMs()).toBeGreaterThanOrEqual(PATIENCE.giveUpMs);
  expect(begun.clock.nowMs()).toBeLessThan(PATIENCE.giveUpMs + 1000);
});

test('trouble().wait() waits between half and all of that time where devices have to come one after the other', async () => {
  const asked: number[] = [];
  const randomBelow = (below: number): number => {
    asked.push(below);
    return below - 1;
  };
  const begun = begin(signal, { ...PATIENCE, randomBelow });
  expect(await untilGivenUp(begun)).toBe(LOST);
  expect(begun.said.slice(0, 4)).toEqual(['1: 501', '2: 1001', '3: 2001', '4: 2001']);
  expect(asked.slice(0, 4)).toEqual([500, 1000, 2000, 2000]);
  expect(begun.clock.nowMs()).toBeGreaterThanOrEqual(PATIENCE.giveUpMs);
});

test('trouble() begins anew when it was over', async () => {
  const begun = begin();
  await untilGivenUp(begun);
  begun.troubles.over();
  const again = begun.troubles.wait(LOST, signal);
  await begun.clock.pass(1000);
  await again;
  expect(begun.said.at(-1)).toBe('1: 1000');
});

test('trouble().wait() announces one wait for all who wait', async () => {
  const { troubles, clock, said } = begin();
  const all = Promise.all([troubles.wait(LOST, signal), troubles.wait(LOST, signal)]);
  await clock.pass(500);
  const late = troubles.wait(LOST, signal);
  await clock.pass(500);
  await Promise.all([all, late]);
  expect(said).toEqual(['1: 1000']);
});

test('trouble().wait() ends with the signal of the one who waits, and the others wait on', async () => {
  const { troubles, clock } = begin();
  const stop = new AbortController();
  const stopped = troubles.wait(LOST, stop.signal);
  const other = troubles.wait(LOST, signal);
  stop.abort(new Error('stopped'));
  await expect(stopped).rejects.toThrow('stopped');
  await clock.pass(1000);
  await expect(other).resolves.toBeUndefined();
});

test('trouble().wait() ends when nobody waits any more', async () => {
  const life = new AbortController();
  const { troubles } = begin(life.signal);
  const waiting = troubles.wait(LOST, signal);
  life.abort(new Error('closed'));
  await expect(waiting).rejects.toThrow('closed');
});
