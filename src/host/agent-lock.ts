import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { Fault } from '../core/faults.ts';
import { errnoOf } from './errno-of.ts';

/**
 * Held while an agent works on the device below `root`. An abstract Unix socket: the kernel gives it to one process,
 * and takes it back when that process ends, however it ends. Nothing stale is ever left behind.
 * @throws Fault AGT-01 when another agent holds it
 */
export async function agentLock(root: string): Promise<AsyncDisposable> {
  const { dev, ino } = await stat(await realpath(root));
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(errnoOf(error) === 'EADDRINUSE' ? new Fault('AGT-01', { root }, { cause: error }) : error),
    );
    server.listen(`\0rsd-agent-${dev}-${ino}`, resolve);
  });
  server.unref();
  return {
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
