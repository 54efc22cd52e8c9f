import type { Readable, Writable } from 'node:stream';

/** Listens until it is disposed of. */
export function listening(
  to: Readable | Writable,
  event: string,
  hear: (value: Uint8Array) => void,
): Disposable {
  to.on(event, hear);
  return { [Symbol.dispose]: () => to.off(event, hear) };
}
