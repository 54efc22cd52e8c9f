import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tool } from '../../tool.ts';

export interface SshKeyPair {
  readonly privateKey: string;
  /** `<type> <base64>`, as it stands in known_hosts and authorized_keys. */
  readonly publicLine: string;
  readonly publicKey: Uint8Array;
  readonly file: string;
}

/** Makes a key pair with the real ssh-keygen. */
export function sshKeyPair(folder: string, name: string, ...kind: readonly string[]): SshKeyPair {
  const file = join(folder, name);
  const made = tool('ssh-keygen', '-q', '-N', '', '-C', '', '-f', file, '-t', ...kind);
  if (made.status !== 0) throw new Error(`ssh-keygen: ${made.stderr}`);
  const [type = '', base64 = ''] = readFileSync(`${file}.pub`, 'utf8').trim().split(' ');
  return {
    file,
    privateKey: readFileSync(file, 'utf8'),
    publicLine: `${type} ${base64}`,
    publicKey: Uint8Array.from(Buffer.from(base64, 'base64')),
  };
}
