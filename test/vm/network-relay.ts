import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A way to a server on which bytes are counted and held back. */
export interface NetworkRelay extends AsyncDisposable {
  readonly port: number;
  /** What went from the server to its clients so far, the protocol included. */
  passedBytes(): number;
}

/** Slow enough that there is a middle of every download, and faster than the netbook is. */
const BYTES_PER_SECOND = 12_000_000;

/** @param at the address of this computer that it listens on */
export async function networkRelay(toPort: number, at = '127.0.0.1'): Promise<NetworkRelay> {
  const sockets = new Set<Socket>();
  let passedBytes = 0;
  let freeAtMs = 0;
  const count = (bytes: number): number => {
    const nowMs = performance.now();
    passedBytes += bytes;
    freeAtMs = Math.max(freeAtMs, nowMs) + (bytes / BYTES_PER_SECOND) * 1000;
    return freeAtMs - nowMs;
  };
  const relay = createServer({ noDelay: true }, (client) => {
    const server = connect({ port: toPort, host: '127.0.0.1', noDelay: true });
    for (const socket of [client, server])
      sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => undefined));
    // How a connection ends is for the two at its ends to say.
    void Promise.allSettled([pipeline(client, server), pipeline(server, heldBack(count), client)]);
  }).listen(0, at);
  await once(relay, 'listening');
  const bound = relay.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  return {
    port: bound.port,
    passedBytes: () => passedBytes,
    async [Symbol.asyncDispose]() {
      relay.close();
      for (const socket of sockets) socket.destroy();
      await once(relay, 'close');
    },
  };
}

/** @param delayMs how long so many bytes are held back */
function heldBack(delayMs: (bytes: number) => number): Transform {
  return new Transform({
    transform(chunk: Buffer, _, done) {
      setTimeout(() => done(null, chunk), delayMs(chunk.length));
    },
  });
}
