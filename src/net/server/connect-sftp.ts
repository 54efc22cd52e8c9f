import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import type { SFTPWrapper } from 'ssh2';
import SftpClient from 'ssh2-sftp-client';
import type { FaultCode } from '../../core/fault-catalogue.ts';
import { Fault } from '../../core/faults.ts';
import type { Secret } from '../secret.ts';
import type { Proxy } from '../settings/read-proxy.ts';
import { addressName, type ServerAddress } from '../settings/server-address.ts';
import type { SshCipher } from './cipher-order.ts';
import { sessionFault } from './connection-fault.ts';
import type { HostKeyAlgorithm } from './host-key-algorithms.ts';
import { type HostKeyVerdict, judgeHostKey } from './judge-host-key.ts';
import type { KnownHosts } from './known-hosts.ts';
import type { SessionLife } from './session-life.ts';

/** How a server lets us in, and how we know that it is the right one. */
export interface ServerLogin {
  readonly user: string;
  /** The text of a private key without a passphrase. */
  readonly identity: Secret;
  readonly knownHosts: KnownHosts;
  readonly ciphers: readonly SshCipher[];
  readonly proxy: Proxy | 'none';
}

export interface SftpConnection {
  readonly sftp: SFTPWrapper;
  /** Of the server's host key, as `ssh-keygen -l` shows it. */
  readonly fingerprint: string;
  /** Says goodbye to the server and resolves when the connection is closed. */
  goodbye(): Promise<unknown>;
}

/** How often ssh2 asks the server for a sign of life. `watchSession` judges the answers; ssh2 itself never gives up. */
const KEEPALIVE_MS = 2000;

const VERDICT_CODES = {
  unknown: 'NET-04',
  changed: 'NET-05',
  revoked: 'NET-06',
  weak: 'NET-07',
} as const satisfies Record<Exclude<HostKeyVerdict, 'trusted'>, FaultCode>;

/**
 * Logs in over a socket that is connected, and opens SFTP. Whatever goes wrong, now or later, ends `life` with a fault.
 * The only proof of who we are is the key: no agent, password or `none` is ever offered.
 * @throws the fault that `life` ended with
 */
export async function connectSftp(
  address: ServerAddress,
  login: ServerLogin,
  serverHostKey: HostKeyAlgorithm[],
  socket: Socket,
  life: SessionLife,
): Promise<SftpConnection> {
  const host = addressName(address);
  let fingerprint = '';
  // The callbacks are given because those of the library write to the terminal.
  const client = new SftpClient('rsd', { error: ignore, end: ignore, close: ignore });
  client.on('error', (error: unknown) => life.end(sessionFault(host, error)));
  client.on('close', () => life.end(closed(host, 'the connection was closed')));
  const connected = client.connect({
    sock: socket,
    username: login.user,
    privateKey: login.identity.reveal(),
    authHandler: ['publickey'],
    hostVerifier: (key: Buffer) => {
      fingerprint = fingerprintOf(key);
      return isTrusted(key, address, login.knownHosts, life);
    },
    algorithms: {
      serverHostKey,
      kex: [
        'curve25519-sha256',
        'curve25519-sha256@libssh.org',
        'ecdh-sha2-nistp256',
        'ecdh-sha2-nistp384',
        'ecdh-sha2-nistp521',
        'diffie-hellman-group14-sha256',
        'diffie-hellman-group16-sha512',
        'diffie-hellman-group18-sha512',
      ],
      cipher: [...login.ciphers],
      hmac: [
        'hmac-sha2-256-etm@openssh.com',
        'hmac-sha2-512-etm@openssh.com',
        'hmac-sha2-256',
        'hmac-sha2-512',
      ],
      compress: ['none'],
    },
    keepaliveInterval: KEEPALIVE_MS,
    keepaliveCountMax: Number.MAX_SAFE_INTEGER,
    readyTimeout: 0,
  });
  const sftp = await life.ask<SFTPWrapper>((answer) => {
    connected.then((session) => answer(null, session), answer);
  });
  if (sftp === undefined) throw closed(host, 'there is no SFTP session');
  sftp.on('error', (error: unknown) => life.end(sessionFault(host, error)));
  sftp.on('end', () => life.end(closed(host, 'the server ended the SFTP session')));
  sftp.on('close', () => life.end(closed(host, 'the server closed the SFTP session')));
  return { sftp, fingerprint, goodbye: () => client.end() };
}

function ignore(): void {
  // The listeners above have heard it.
}

function isTrusted(key: Uint8Array, address: ServerAddress, known: KnownHosts, life: SessionLife): boolean {
  const verdict = judgeHostKey(known, address, key);
  if (verdict === 'trusted') return true;
  const facts = { host: addressName(address), fingerprint: fingerprintOf(key) };
  life.end(new Fault(VERDICT_CODES[verdict], facts));
  return false;
}

/** As ssh-keygen -l shows it. */
function fingerprintOf(key: Uint8Array): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

function closed(host: string, problem: string): Fault {
  return new Fault('NET-03', { host, problem });
}
