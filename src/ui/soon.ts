export interface Soon extends Disposable {
  /** Asks for one more run of the work. Several requests before it runs are one. */
  request(): void;
}

const BETWEEN_MS = 50;

/** Runs `work` a moment after it was asked for, and not while it is busy, so that a flood of requests costs little. */
export function soon(work: () => void, readiness: () => 'ready' | 'busy'): Soon {
  let timer: NodeJS.Timeout | null = null;
  const later = (): void => {
    timer = setTimeout(() => {
      timer = null;
      if (readiness() === 'busy') later();
      else work();
    }, BETWEEN_MS);
  };
  return {
    request: () => {
      if (timer === null) later();
    },
    [Symbol.dispose]: () => {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
