import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listening } from '../net/server/listening.ts';
import { freePort } from '../net/server/real-sshd.ts';
import { documented } from '../vm/network-docs.ts';

/** A real HAProxy on this computer, with the configuration of docs/server.md, in front of servers on these two ports. */
export async function haproxy(
  folder: string,
  [first, second]: readonly [number, number],
): Promise<AsyncDisposable & { readonly port: number }> {
  const port = await freePort();
  const config = join(folder, 'haproxy.cfg');
  const own = {
    '0.0.0.0:2222': `127.0.0.1:${port}`,
    '192.0.2.11:2222': `127.0.0.1:${first}`,
    '192.0.2.12:2222': `127.0.0.1:${second}`,
  };
  writeFileSync(config, documented('Several servers behind one address', 'haproxy', own));
  const child = spawn('/usr/sbin/haproxy', ['-db', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  await listening(port, () => (child.exitCode === null ? 'running' : `haproxy: ${said}`));
  return {
    port,
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill();
      await once(child, 'exit');
    },
  };
}
