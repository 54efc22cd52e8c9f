import { readFile } from 'node:fs/promises';
import { cipherOrder } from './cipher-order.ts';
import type { ServerLogin } from './connect-sftp.ts';
import { readKnownHosts } from './known-hosts.ts';
import type { RecoveryServer } from './open-recovery-server.ts';
import { refuseUnusableKey } from './refuse-unusable-key.ts';

/** How a server lets us in, with the ciphers that are fast on this processor. @throws Fault NET-14, NET-16 */
export async function serverLogin({
  user,
  knownHosts,
  identity,
  proxy,
}: Pick<RecoveryServer, 'user' | 'knownHosts' | 'identity' | 'proxy'>): Promise<ServerLogin> {
  refuseUnusableKey(identity);
  return {
    user,
    identity,
    knownHosts: readKnownHosts(knownHosts),
    ciphers: cipherOrder(await cpuinfo()),
    proxy,
  };
}

/** Without it, the cipher that is fast on every processor is taken. */
function cpuinfo(): Promise<string> {
  return readFile('/proc/cpuinfo', 'utf8').catch(() => '');
}
