import type { Fault } from '../../core/faults.ts';

/** The way in which ssh2 gives back the outcome of a request. */
export type Answer<T> = (error?: Error | null, value?: T) => void;

export interface SessionLife {
  /** Why the session ended; absent while it lives. */
  readonly fault: Fault | undefined;
  /** Sends a request and waits for its answer. @throws the server's error, or the fault that the session ended with */
  ask<T>(send: (answer: Answer<T>) => void): Promise<T | undefined>;
  /** Ends the session: the first fault counts, and everybody who waits hears of it. */
  end(fault: Fault): void;
}

/**
 * ssh2 forgets requests when a connection breaks in some ways, so that their callers would wait for ever. Here nobody
 * waits longer than the session lives. `close` must see to it that no answer is delivered after it returns.
 */
export function sessionLife(close: () => void): SessionLife {
  const waiting = new Set<(fault: Fault) => void>();
  let ended: Fault | undefined;
  return {
    get fault() {
      return ended;
    },
    ask<T>(send: (answer: Answer<T>) => void): Promise<T | undefined> {
      if (ended !== undefined) return Promise.reject(ended);
      const { promise, resolve, reject } = Promise.withResolvers<T | undefined>();
      waiting.add(reject);
      const answer: Answer<T> = (error, value) => {
        if (!waiting.delete(reject)) return;
        if (error) reject(error);
        else resolve(value);
      };
      try {
        send(answer);
      } catch (error) {
        answer(error instanceof Error ? error : new Error(String(error)));
      }
      return promise;
    },
    end(fault) {
      if (ended !== undefined) return;
      ended = fault;
      close();
      for (const tell of waiting) tell(fault);
      waiting.clear();
    },
  };
}
