import type { Clock } from '../core/ports.ts';

/**
 * Runs `work` for `limitMs` at most. When the time is over or `signal` is aborted, the signal that `work` got is
 * aborted and this rejects, whatever `work` does.
 * @throws what `work` throws, `late()`, or the signal's reason
 */
export async function within<T>(
  limitMs: number,
  clock: Clock,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
  late: () => Error,
): Promise<T> {
  signal.throwIfAborted();
  const over = new AbortController();
  const timer = new AbortController();
  const both = AbortSignal.any([signal, over.signal]);
  const ended = Promise.withResolvers<never>();
  both.addEventListener('abort', () => ended.reject(both.reason), { once: true });
  // The clock rejects when it is no longer needed.
  clock.sleep(limitMs, timer.signal).then(
    () => over.abort(late()),
    () => undefined,
  );
  try {
    return await Promise.race([work(both), ended.promise]);
  } finally {
    timer.abort();
  }
}
