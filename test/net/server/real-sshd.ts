import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { listening } from './listening.ts';
import type { SshKeyPair } from './ssh-keys.ts';

export interface RealSshd extends AsyncDisposable {
  readonly port: number;
  readonly pid: number;
  readonly user: string;
  /** What it has complained of so far. */
  said(): string;
}

/**
 * A real OpenSSH server on 127.0.0.1, for the user that the tests run as. It serves files read-only and nothing else,
 * as docs/server.md recommends, but without the chroot, which needs root. Of two settings the first counts: `extra`.
 */
export async function realSshd(
  folder: string,
  hostKeys: readonly SshKeyPair[],
  userKey: SshKeyPair,
  extra: readonly string[] = [],
): Promise<RealSshd> {
  const port = await freePort();
  const config = join(folder, `sshd-${port}.conf`);
  writeFileSync(join(folder, `authorized-${port}`), `${userKey.publicLine}\n`);
  writeFileSync(config, `${settings(folder, port, hostKeys, extra).join('\n')}\n`);
  // Where sshd gives up its rights when root started it. Debian's own service makes it.
  if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true });
  const server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const said: string[] = [];
  server.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  await listening(port, () => (server.exitCode === null ? 'running' : `sshd: ${said.join('')}`));
  return {
    port,
    pid: server.pid ?? 0,
    user: userInfo().username,
    said: () => said.join(''),
    async [Symbol.asyncDispose]() {
      if (server.exitCode === null && server.signalCode === null) {
        server.kill();
        await once(server, 'exit');
      }
    },
  };
}

function settings(
  folder: string,
  port: number,
  hostKeys: readonly SshKeyPair[],
  extra: readonly string[],
): string[] {
  // Of this one the last counts.
  const startups = extra.some((line) => line.startsWith('MaxStartups ')) ? [] : ['MaxStartups 100'];
  return [
    ...startups,
    ...extra,
    `ListenAddress 127.0.0.1:${port}`,
    ...hostKeys.map(({ file }) => `HostKey ${file}`),
    'PidFile none',
    `AuthorizedKeysFile ${join(folder, `authorized-${port}`)}`,
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin prohibit-password',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'AllowTcpForwarding no',
    'Subsystem sftp internal-sftp -R',
    'ForceCommand internal-sftp -R',
  ];
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
