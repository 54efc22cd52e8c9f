import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits until somebody listens on a port of this computer.
 * @param state of the server that is to do it: what it complains of once it has ended
 */
export async function listening(port: number, state: () => string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (state() !== 'running') throw new Error(state());
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch {
      // Not yet.
      await wait(25);
    } finally {
      socket.destroy();
    }
  }
  throw new Error(`Nobody listens on port ${port}`);
}
