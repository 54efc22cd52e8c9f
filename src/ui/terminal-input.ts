import { PassThrough } from 'node:stream';
import { listening } from './listening.ts';
import type { Terminal } from './terminal.ts';

export interface TerminalInput extends Disposable {
  readonly stream: PassThrough;
}

/** The keys of a terminal, raw, behind a stream of their own. Disposing of it gives the terminal back as it was. */
export function openTerminalInput({ input }: Terminal, told: { ended(): void }): TerminalInput {
  using undo = new DisposableStack();
  const stream = new PassThrough();
  const wasRaw = input.isRaw ?? false;
  input.setRawMode?.(true);
  undo.defer(() => {
    if (input.destroyed) return;
    input.setRawMode?.(wasRaw);
    input.pause();
  });
  undo.use(listening(input, 'data', (data) => stream.write(data)));
  undo.use(listening(input, 'end', () => told.ended()));
  undo.use(listening(input, 'close', () => told.ended()));
  // Never taken back, for the same reason as that of the output.
  input.on('error', () => told.ended());
  const taken = undo.move();
  return { stream, [Symbol.dispose]: () => taken.dispose() };
}
