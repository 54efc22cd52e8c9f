import type { AgentEvent, StampedEvent } from '../core/events.ts';
import type { Clock } from '../core/ports.ts';
import { FIRST_RUN_STATE, type RunState, reduceRun } from '../core/run-state.ts';

/** `before` is the state that the event was added to. */
type Listener = (event: StampedEvent, before: RunState) => void;

/** Numbers and stamps the events of one run, keeps the state that they add up to, and passes them on in order. */
export class RunBus {
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #listeners = new Set<Listener>();
  readonly #untold: Parameters<Listener>[] = [];
  #state = FIRST_RUN_STATE;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startMs = clock.nowMs();
  }

  get state(): RunState {
    return this.#state;
  }

  /** The event as it would be told now. */
  stamped(event: AgentEvent): StampedEvent {
    const atMs = Math.round(this.#clock.nowMs() - this.#startMs);
    return { seq: this.#state.seq + 1, atMs, event };
  }

  readonly emit = (event: AgentEvent): void => {
    const stamped = this.stamped(event);
    const before = this.#state;
    this.#state = reduceRun(before, stamped);
    this.#untold.push([stamped, before]);
    // A listener that emits is told of its own event after everyone has heard of this one.
    if (this.#untold.length === 1) this.#tell();
  };

  /** Until the listener is disposed of. */
  listen(listener: Listener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  #tell(): void {
    try {
      // It may grow while it is gone through.
      for (const told of this.#untold) for (const listener of this.#listeners) listener(...told);
    } finally {
      this.#untold.length = 0;
    }
  }
}
