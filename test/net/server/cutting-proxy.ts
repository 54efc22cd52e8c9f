import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface CuttingProxy extends AsyncDisposable {
  readonly port: number;
  /** Connections that came. */
  readonly connections: () => number;
  /** Bytes that went from the server to its clients. */
  readonly passedBytes: () => number;
  /** Cuts the connection that is there when so many bytes more have passed. */
  readonly cutAfter: (bytes: number) => void;
  /** Lets nobody in, or everybody again. */
  readonly door: (is: 'open' | 'shut') => void;
}

/** A way to a server that can be cut, as a cable can. */
export async function cuttingProxy(toPort: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let passedBytes = 0;
  let cutAtBytes = Infinity;
  let shut = false;
  const keep = (socket: Socket): Socket =>
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  const proxy = createServer({ noDelay: true }, (client) => {
    connections += 1;
    sockets.add(keep(client));
    if (shut) {
      client.resetAndDestroy();
      return;
    }
    const server = keep(connect({ port: toPort, host: '127.0.0.1', noDelay: true }));
    sockets.add(server);
    server.on('data', (data: Buffer) => {
      passedBytes += data.length;
      if (passedBytes < cutAtBytes) return;
      cutAtBytes = Infinity;
      client.resetAndDestroy();
      server.destroy();
    });
    server.pipe(client).pipe(server);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const bound = proxy.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  return {
    port: bound.port,
    connections: () => connections,
    passedBytes: () => passedBytes,
    cutAfter: (bytes) => (cutAtBytes = passedBytes + bytes),
    door: (is) => (shut = is === 'shut'),
    async [Symbol.asyncDispose]() {
      proxy.close();
      for (const socket of sockets) socket.destroy();
      await once(proxy, 'close');
    },
  };
}
