import { Fault } from '../../core/faults.ts';
import type { Clock } from '../../core/ports.ts';
import type { Proxy } from '../settings/read-proxy.ts';
import { addressName, type ServerAddress } from '../settings/server-address.ts';
import { within } from '../within.ts';
import { connectSftp, type ServerLogin } from './connect-sftp.ts';
import { dialFault, sessionFault } from './connection-fault.ts';
import { dial } from './dial.ts';
import { hostKeyAlgorithms } from './host-key-algorithms.ts';
import { type RemoteFiles, remoteFiles } from './remote-files.ts';
import { type RemoteWrites, remoteWrites } from './remote-writes.ts';
import type { RingSocket } from './ring-socket.ts';
import { type SessionLife, sessionLife } from './session-life.ts';
import { sftpRequests } from './sftp-requests.ts';
import { watchSession } from './watch-session.ts';

export interface SftpSession extends RemoteFiles, AsyncDisposable {
  /** The server as `addressName` writes it. */
  readonly host: string;
  /** Of its host key, as `ssh-keygen -l` shows it. */
  readonly fingerprint: string;
  /** For whoever fills the server. Recovery never writes. */
  readonly writes: RemoteWrites;
  isOver(): boolean;
  /** Ends the session at once. Whoever waits for an answer gets `fault`, and no buffer is written to any more. */
  end(fault: Fault): void;
}

const DIAL_MS = 15_000;
const LOGIN_MS = 20_000;
const GOODBYE_MS = 1000;

/**
 * Logs in to an SFTP server whose host key is in known_hosts, and watches the session while it lives.
 * @throws Fault NET-01 to NET-10, NET-15, NET-16, or the signal's reason
 */
export async function openSftpSession(
  address: ServerAddress,
  login: ServerLogin,
  clock: Clock,
  signal: AbortSignal,
): Promise<SftpSession> {
  const host = addressName(address);
  const hostKeys = hostKeyAlgorithms(login.knownHosts, address);
  const socket = await openSocket(address, login.proxy, clock, signal);
  const watch = new AbortController();
  const life = sessionLife(() => {
    watch.abort();
    // From here on ssh2 gets nothing more, which it could write into memory that its owner has taken back.
    socket.destroy();
  });
  const connection = await loggedIn(host, life, clock, signal, () =>
    connectSftp(address, login, hostKeys, socket, life),
  );
  socket.lendMemory();
  const requests = sftpRequests(host, connection.sftp, life);
  const signs = { ...requests.signs, receivedBytes: () => socket.bytesRead };
  watchSession(host, signs, clock, watch.signal).then(
    (fault) => life.end(fault),
    (error: unknown) => life.end(sessionFault(host, error)),
  );
  return {
    ...remoteFiles(connection.sftp, requests),
    host,
    fingerprint: connection.fingerprint,
    writes: remoteWrites(connection.sftp, requests),
    isOver: () => life.fault !== undefined,
    end: (fault) => life.end(fault),
    async [Symbol.asyncDispose]() {
      const leaving = new Fault('NET-03', { host, problem: 'this side closed the connection' });
      if (life.fault === undefined) {
        // A server that does not let us go is left all the same.
        await within(
          GOODBYE_MS,
          clock,
          NEVER,
          () => connection.goodbye(),
          () => leaving,
        ).catch(() => undefined);
      }
      life.end(leaving);
    },
  };
}

const NEVER = new AbortController().signal;

async function openSocket(
  address: ServerAddress,
  proxy: Proxy | 'none',
  clock: Clock,
  signal: AbortSignal,
): Promise<RingSocket> {
  const host = addressName(address);
  const late = (): Fault =>
    new Fault('NET-02', { host, problem: `no connection within ${DIAL_MS / 1000} s` });
  try {
    return await within(DIAL_MS, clock, signal, (inner) => dial(address, proxy, inner), late);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof Fault ? error : dialFault(host, error);
  }
}

async function loggedIn<T>(
  host: string,
  life: SessionLife,
  clock: Clock,
  signal: AbortSignal,
  work: () => Promise<T>,
): Promise<T> {
  const late = (): Fault => new Fault('NET-02', { host, problem: `no login within ${LOGIN_MS / 1000} s` });
  try {
    return await within(LOGIN_MS, clock, signal, work, late);
  } catch (error) {
    const fault = life.fault ?? sessionFault(host, error);
    life.end(fault);
    signal.throwIfAborted();
    throw fault;
  }
}
