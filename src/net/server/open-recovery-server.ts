import type { Clock, RecoveryTree } from '../../core/ports.ts';
import type { ServerEvent } from '../../core/server-event.ts';
import type { Secret } from '../secret.ts';
import type { Proxy } from '../settings/read-proxy.ts';
import { addressName, type ServerAddress } from '../settings/server-address.ts';
import { resilientSource } from './resilient-source.ts';
import { serverLogin } from './server-login.ts';
import { openSftpSession } from './sftp-session.ts';
import { sftpSource } from './sftp-source.ts';
import type { Patience } from './trouble.ts';
import { tuneCollector } from './tune-collector.ts';

/** `[server]` of network.toml, with the files that it names. */
export interface RecoveryServer {
  /** In the order in which they are asked. All hold the same. */
  readonly addresses: readonly ServerAddress[];
  readonly user: string;
  /** The folder of the recovery data on the servers. */
  readonly path: string;
  /** The text of known_hosts. */
  readonly knownHosts: string;
  /** The text of a private key without a passphrase. */
  readonly identity: Secret;
  readonly proxy: Proxy | 'none';
}

/**
 * The recovery data on a server and its mirrors. Nobody is called before something is asked of it.
 * @throws Fault NET-14, NET-16. What its methods throw: `sftpSource`, `openSftpSession`
 */
export async function openRecoveryServer(
  { addresses, user, path, knownHosts, identity, proxy }: RecoveryServer,
  patience: Patience,
  clock: Clock,
  tell: (news: ServerEvent) => void,
  signal: AbortSignal,
): Promise<RecoveryTree & AsyncDisposable> {
  tuneCollector();
  const login = await serverLogin({ user, knownHosts, identity, proxy });
  const servers = addresses.map((address) => ({
    name: addressName(address),
    open: async (life: AbortSignal) =>
      sftpSource(await openSftpSession(address, login, clock, life), path, clock),
  }));
  return resilientSource(servers, patience, clock, tell, signal);
}
