import type { ReadStream, WriteStream } from 'node:tty';
import type { SerialLine } from './serial-line.ts';

export interface AttachedTerminal extends Disposable {
  /** Resolves when the person has pressed Ctrl-]. */
  readonly left: Promise<void>;
}

/** Ctrl-], as in telnet. */
const LEAVE = 0x1d;

/** Connects a terminal with the serial line of a machine, every key but Ctrl-] and every byte. */
export function attachTerminal(
  { stdin: input, stdout: output }: { readonly stdin: ReadStream; readonly stdout: WriteStream },
  serial: SerialLine,
): AttachedTerminal {
  const left = Promise.withResolvers<void>();
  const type = (keys: Buffer): void => {
    if (keys.includes(LEAVE)) left.resolve();
    else serial.write(keys);
  };
  serial.onBytes((bytes) => output.write(bytes));
  input.setRawMode(true);
  input.on('data', type).resume();
  return {
    left: left.promise,
    [Symbol.dispose]() {
      input.off('data', type).pause();
      input.setRawMode(false);
    },
  };
}
