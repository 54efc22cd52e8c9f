import { addressName, type ServerAddress } from '../settings/server-address.ts';
import { namesMatch } from './host-names.ts';
import type { KnownHost, KnownHosts } from './known-hosts.ts';

export interface KnownAs {
  /** Lines for this very host and port. */
  readonly exact: KnownHosts;
  /** Lines for the host at the standard port; none when that is the port. OpenSSH accepts their keys at other ports too. */
  readonly atStandardPort: KnownHosts;
}

/** The lines of known_hosts with one marker that are about a server. */
export function knownAs(known: KnownHosts, address: ServerAddress, marker: KnownHost['marker']): KnownAs {
  const about = (name: string): KnownHosts =>
    known.filter((line) => line.marker === marker && namesMatch(line.names, name));
  const exactName = addressName(address);
  return {
    exact: about(exactName),
    atStandardPort: exactName === address.host ? [] : about(address.host),
  };
}
