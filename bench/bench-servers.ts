import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RealSshd, realSshd } from '../test/net/server/real-sshd.ts';
import type { SshKeyPair } from '../test/net/server/ssh-keys.ts';

/** OpenSSH servers on loopback, and how to log in to them. */
export interface BenchServers extends AsyncDisposable {
  /** Serves files, as docs/server.md says. */
  readonly files: RealSshd;
  /** Sends the file of that name, whatever it is asked: `sftp` cannot write into a pipe. */
  readonly sending: ReadonlyMap<string, RealSshd>;
  readonly userKey: SshKeyPair;
  readonly hostKey: SshKeyPair;
}

/** One cipher for all: the clients would choose different ones. It is the fastest that all of them have. */
const CIPHER = 'Ciphers aes128-gcm@openssh.com';

/** @param paths the files that `sending` servers are needed for */
export async function benchServers(folder: string, paths: readonly string[]): Promise<BenchServers> {
  await using held = new AsyncDisposableStack();
  const [userKey, hostKey] = [keyPair(folder, 'user'), keyPair(folder, 'host')];
  const start = async (extra: readonly string[]): Promise<RealSshd> =>
    held.use(await realSshd(folder, [hostKey], userKey, [CIPHER, ...extra]));
  const files = await start([]);
  const sending = new Map<string, RealSshd>();
  for (const path of paths) sending.set(path, await start(['Match all', `ForceCommand cat ${path}`]));
  const all = held.move();
  return { files, sending, userKey, hostKey, [Symbol.asyncDispose]: () => all[Symbol.asyncDispose]() };
}

function keyPair(folder: string, name: string): SshKeyPair {
  const file = join(folder, name);
  execFileSync('ssh-keygen', ['-q', '-N', '', '-C', '', '-t', 'ed25519', '-f', file]);
  const [type = '', base64 = ''] = readFileSync(`${file}.pub`, 'utf8').trim().split(' ');
  return {
    file,
    privateKey: readFileSync(file, 'utf8'),
    publicLine: `${type} ${base64}`,
    publicKey: Buffer.from(base64, 'base64'),
  };
}
