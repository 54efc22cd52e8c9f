import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../core/faults.ts';
import { errnoOf } from '../../host/errno-of.ts';
import { Secret } from '../../net/secret.ts';

/** Which of a person's own files of OpenSSH are used: `undefined` for where OpenSSH has them. */
export interface SshOptions {
  readonly knownHosts?: string | undefined;
  readonly identity?: string | undefined;
}

export interface SshFiles {
  /** The text of known_hosts. */
  readonly knownHosts: string;
  readonly identity: Secret;
}

/** Those of whoever runs the command, then those of the computer. */
const KNOWN_HOSTS = (home: string): readonly string[] => [
  join(home, '.ssh/known_hosts'),
  '/etc/ssh/ssh_known_hosts',
];
/** In the order in which OpenSSH looks for them. */
const IDENTITIES = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

/** @throws Fault NET-14, NET-16 when a file that is needed is missing */
export async function sshFiles(options: SshOptions, home: string): Promise<SshFiles> {
  const lists = options.knownHosts === undefined ? KNOWN_HOSTS(home) : [options.knownHosts];
  const identities =
    options.identity === undefined ? IDENTITIES.map((name) => join(home, '.ssh', name)) : [options.identity];
  const known = await Promise.all(lists.map(textOf));
  const found = known.filter((text) => text !== 'absent');
  if (found.length === 0) throw missing('NET-14', lists);
  for (const file of identities) {
    const text = await textOf(file);
    if (text !== 'absent') return { knownHosts: found.join('\n'), identity: new Secret(text) };
  }
  throw missing('NET-16', identities);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return 'absent';
    throw error;
  }
}

function missing(code: 'NET-14' | 'NET-16', files: readonly string[]): Fault {
  return new Fault(code, { file: files.join(', '), problem: 'the file is missing' });
}
