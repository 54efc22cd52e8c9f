import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';

const RING_BYTES = 1 << 20;
/** Long reads end in the middle of an SSH packet more rarely, and ssh2 copies such packets. */
const MAX_READ_BYTES = 1 << 18;
/** A chunk that was lent stays as it is until so many bytes more have come: those of twenty SSH packets. */
export const KEPT_BYTES = RING_BYTES - 2 * MAX_READ_BYTES;

/** A TCP socket that receives into one piece of memory, round and round, where others make a buffer for each read. */
export interface RingSocket extends Socket {
  /**
   * From now on `data` gives that memory itself; until then, and while nobody listens, it gives copies. ssh2 keeps what
   * it is given for as long as the first keys are exchanged, and later only the packet that is not yet whole.
   */
  lendMemory(): void;
}

/** Opens a connection as `connect` does. */
export function ringSocket(options: TcpNetConnectOpts): RingSocket {
  const ring = Buffer.allocUnsafeSlow(RING_BYTES);
  let nextBytes = 0;
  let lends = false;
  const socket: Socket = connect({
    ...options,
    onread: {
      buffer() {
        if (nextBytes > RING_BYTES - MAX_READ_BYTES) nextBytes = 0;
        return ring.subarray(nextBytes, nextBytes + MAX_READ_BYTES);
      },
      callback(bytes): boolean {
        const chunk = ring.subarray(nextBytes, nextBytes + bytes);
        nextBytes += bytes;
        // What waits to be read must be read first.
        if (!lends || socket.readableFlowing !== true || socket.readableLength > 0)
          return socket.push(Buffer.from(chunk));
        socket.emit('data', chunk);
        return true;
      },
    },
  });
  return Object.assign(socket, {
    lendMemory() {
      lends = true;
    },
  });
}
