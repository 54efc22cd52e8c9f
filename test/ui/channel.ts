/** Values that a test hands out one by one, and an end. */
export interface Channel<T> extends AsyncIterable<T> {
  put(...values: readonly T[]): void;
  end(): void;
  fail(error: Error): void;
}

export function channel<T>(): Channel<T> {
  const values: T[] = [];
  let end: 'open' | 'ended' | Error = 'open';
  let wake = Promise.withResolvers<void>();
  const changed = () => {
    wake.resolve();
    wake = Promise.withResolvers<void>();
  };
  return {
    put(...more) {
      values.push(...more);
      changed();
    },
    end() {
      end = 'ended';
      changed();
    },
    fail(error) {
      end = error;
      changed();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const next = values.shift();
        if (next !== undefined) yield next;
        else if (end === 'ended') return;
        else if (end !== 'open') throw end;
        else await wake.promise;
      }
    },
  };
}
