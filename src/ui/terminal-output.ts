import { Duplex } from 'node:stream';
import { listening } from './listening.ts';
import type { Terminal } from './terminal.ts';
import { terminalSize } from './terminal-size.ts';

export interface TerminalOutput extends Disposable {
  /** Has `columns` and `rows`, and emits `resize`. */
  readonly stream: Duplex;
}

/** The output of a terminal behind a stream of its own, so that blessed cannot change the real one. */
export function openTerminalOutput(
  terminal: Terminal,
  told: { resized(): void; lost(): void },
): TerminalOutput {
  const { output } = terminal;
  const stream = new Duplex({
    read: () => undefined,
    // Nothing is held back here: at the exit of the process there would be no time to write it.
    write(chunk: Uint8Array, _encoding, done) {
      if (output.writable) output.write(chunk);
      done();
    },
  });
  Object.assign(stream, terminalSize(terminal));
  const resize = listening(output, 'resize', () => {
    Object.assign(stream, terminalSize(terminal));
    stream.emit('resize');
    told.resized();
  });
  // Never taken back: a terminal that was hung up may say so later, and an error that nobody hears ends the process.
  output.on('error', () => told.lost());
  return { stream, [Symbol.dispose]: () => resize[Symbol.dispose]() };
}
