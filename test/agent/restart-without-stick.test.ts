import { expect, test } from 'vitest';
import { type EndPorts, restartWithoutStick } from '../../src/agent/restart-without-stick.ts';
import type { AgentEvent } from '../../src/core/events.ts';
import { Fault } from '../../src/core/faults.ts';
import { FakeClock } from '../fakes/fake-clock.ts';

/** A stick that is there until a time, and again from another to a third. */
type Plugged = readonly (readonly [fromMs: number, toMs: number])[];

class Ending {
  readonly clock = new FakeClock();
  readonly stop = new AbortController();
  readonly log: string[] = [];
  readonly acknowledged = Promise.withResolvers<void>();
  onWait: (wait: string) => void = () => undefined;
  readonly #plugged: Plugged;

  constructor(plugged: Plugged) {
    this.#plugged = plugged;
  }

  run(confirmation: EndPorts['confirmation']): Promise<void> {
    const isIn = (nowMs: number): boolean => this.#plugged.some(([from, to]) => from <= nowMs && nowMs < to);
    const ports: EndPorts = {
      confirmation,
      stickIsThere: async () => isIn(this.clock.nowMs()),
      acknowledged: this.acknowledged.promise,
      restart: async () => void this.log.push(`restart at ${this.clock.nowMs()}`),
      clock: this.clock,
      emit: (event) => this.#hear(event),
    };
    return restartWithoutStick(ports, this.stop.signal);
  }

  #hear(event: AgentEvent): void {
    if (event.kind !== 'waiting') return;
    this.log.push(event.wait);
    this.onWait(event.wait);
  }
}

test('restartWithoutStick() waits until the stick is out, and looks twice a second', async () => {
  const ending = new Ending([[0, 10_300]]);
  await ending.run('none');
  expect(ending.log).toEqual(['stick-removal', 'restart at 10500']);
  expect(new Set(ending.clock.slept)).toEqual(new Set([500]));
});

test('restartWithoutStick() asks nobody to take out a stick that is out', async () => {
  const ending = new Ending([]);
  await ending.run('none');
  expect(ending.log).toEqual(['restart at 0']);
});

test('restartWithoutStick() waits, where that is wanted, until the last screen was read', async () => {
  const ending = new Ending([[0, 1000]]);
  const done = ending.run('wanted');
  for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
  expect(ending.log).toEqual(['stick-removal', 'confirmation']);
  ending.acknowledged.resolve();
  await done;
  expect(ending.log.at(-1)).toBe('restart at 1000');
});

test('restartWithoutStick() does not restart with the stick in, even when the screen was read long ago', async () => {
  const ending = new Ending([[0, 60_000]]);
  ending.acknowledged.resolve();
  await ending.run('wanted');
  expect(ending.log).toEqual(['stick-removal', 'confirmation', 'restart at 60000']);
});

test('restartWithoutStick() waits again when the stick was plugged in while the person was reading', async () => {
  const ending = new Ending([
    [0, 1000],
    [2000, 9000],
  ]);
  ending.onWait = (wait) => {
    if (wait !== 'confirmation') return;
    void ending.clock.sleep(1500, ending.stop.signal).then(ending.acknowledged.resolve);
  };
  await ending.run('wanted');
  expect(ending.log).toEqual(['stick-removal', 'confirmation', 'stick-removal', 'restart at 9000']);
});

test('restartWithoutStick() ends with the reason of a stop while it waits for the stick, and does not restart', async () => {
  const ending = new Ending([[0, Infinity]]);
  ending.onWait = () => ending.stop.abort(new Fault('AGT-02', {}));
  await expect(ending.run('wanted')).rejects.toMatchObject({ code: 'AGT-02' });
  expect(ending.log).toEqual(['stick-removal']);
});

test('restartWithoutStick() ends with the reason of a stop while it waits for the person, and does not restart', {
  timeout: 2000,
}, async () => {
  const ending = new Ending([]);
  ending.onWait = () => void setImmediate(() => ending.stop.abort(new Fault('AGT-02', {})));
  await expect(ending.run('wanted')).rejects.toMatchObject({ code: 'AGT-02' });
  expect(ending.log).toEqual(['confirmation']);
});
