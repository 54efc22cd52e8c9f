import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../src/core/ports.ts';

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/** Time that passes when the test says so, with real sockets going on in between. */
export class ManualClock implements Clock {
  readonly #sleepers = new Set<Sleeper>();
  #nowMs = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  /** How many sleep now. */
  get asleep(): number {
    return this.#sleepers.size;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sleeper = { atMs: this.#nowMs + ms, wake: resolve };
    this.#sleepers.add(sleeper);
    const stop = (): void => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#sleepers.delete(sleeper);
    }
  }

  /** Lets time pass, and everything that it wakes run, sockets too. */
  async pass(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      for (let turns = 0; turns < 5; turns += 1) await turn();
      const [next] = [...this.#sleepers].toSorted((a, b) => a.atMs - b.atMs);
      if (next === undefined || next.atMs > untilMs) break;
      this.#nowMs = next.atMs;
      this.#sleepers.delete(next);
      next.wake();
    }
    this.#nowMs = untilMs;
  }
}
