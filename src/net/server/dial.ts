import { once } from 'node:events';
import type { Proxy } from '../settings/read-proxy.ts';
import type { ServerAddress } from '../settings/server-address.ts';
import { askProxy } from './ask-proxy.ts';
import { type RingSocket, ringSocket } from './ring-socket.ts';
import { sendTogether } from './send-together.ts';

/** Longer than Node's 250 ms: on a slow link a good address would be given up. */
const ADDRESS_MS = 3000;

/**
 * Opens a TCP connection, to each address that the name has in turn, IPv4 and IPv6. ssh2 never turns off Nagle's
 * algorithm, which costs it more than half of its speed.
 * @throws the error of the last address, Fault NET-02 when a proxy refuses, or the signal's reason
 */
export async function dial(
  address: ServerAddress,
  proxy: Proxy | 'none',
  signal: AbortSignal,
): Promise<RingSocket> {
  signal.throwIfAborted();
  const { host, port } = proxy === 'none' ? address : proxy.address;
  const options = { host, port, noDelay: true, autoSelectFamilyAttemptTimeout: ADDRESS_MS };
  const socket = sendTogether(ringSocket(options));
  try {
    await once(socket, 'connect', { signal });
    if (proxy !== 'none') await askProxy(socket, proxy, address, signal);
    return socket;
  } catch (error) {
    socket.destroy();
    signal.throwIfAborted();
    throw error;
  }
}
