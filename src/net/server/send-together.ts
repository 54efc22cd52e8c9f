import type { Writable } from 'node:stream';

/**
 * Sends what is written in one turn of the event loop as one. ssh2 writes each packet in three parts, and without
 * Nagle's algorithm each part would be a system call here and a TCP segment that wakes the server.
 */
export function sendTogether<T extends Writable>(stream: T): T {
  const write: (...parameters: never[]) => boolean = stream.write.bind(stream);
  let holds = false;
  const send = (): void => {
    holds = false;
    stream.uncork();
  };
  stream.write = (...parameters: unknown[]): boolean => {
    if (!holds) {
      holds = true;
      stream.cork();
      process.nextTick(send);
    }
    return Reflect.apply(write, undefined, parameters) === true;
  };
  return stream;
}
