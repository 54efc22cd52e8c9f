import type { Clock } from '../../src/core/ports.ts';

/** Time that passes only when someone sleeps. */
export class FakeClock implements Clock {
  readonly slept: number[] = [];
  #nowMs = 0;

  nowMs(): number {
    return this.#nowMs;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.slept.push(ms);
    this.#nowMs += ms;
    await Promise.resolve();
  }
}
