import { Writable } from 'node:stream';
import type { Size } from '../ui/frame.ts';
import type { Terminal } from '../ui/terminal.ts';

/** The output of a terminal as if it had another size. */
export function sized(output: Terminal['output'], size: Size): Terminal['output'] {
  const stream = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => void output.write(chunk, done),
  });
  return Object.assign(stream, size);
}
