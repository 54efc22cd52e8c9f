import type { ServerAddress } from '../settings/server-address.ts';
import { hostKeyStrength } from './host-key.ts';
import { knownAs } from './known-as.ts';
import type { KnownHosts } from './known-hosts.ts';

export type HostKeyVerdict = 'trusted' | 'unknown' | 'changed' | 'revoked' | 'weak';

/**
 * Whether the public key that a server shows (SSH format) is the one that known_hosts has for it. `changed` means that
 * known_hosts has keys for the server, and this is none of them. Never trusts on first use.
 */
export function judgeHostKey(known: KnownHosts, address: ServerAddress, key: Uint8Array): HostKeyVerdict {
  const has = (lines: KnownHosts): boolean => lines.some((line) => Buffer.compare(line.key, key) === 0);
  const revoked = knownAs(known, address, 'revoked');
  if (has(revoked.exact) || has(revoked.atStandardPort)) return 'revoked';
  if (hostKeyStrength(key) === 'weak') return 'weak';
  const listed = knownAs(known, address, 'none');
  if (has(listed.exact) || has(listed.atStandardPort)) return 'trusted';
  return listed.exact.length > 0 ? 'changed' : 'unknown';
}
