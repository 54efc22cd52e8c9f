import { Fault } from '../../core/faults.ts';
import { addressName, type ServerAddress } from '../settings/server-address.ts';
import { STRONG_KEY_TYPES, type StrongKeyType } from './host-key.ts';
import { knownAs } from './known-as.ts';
import type { KnownHosts } from './known-hosts.ts';

export type HostKeyAlgorithm = (typeof STRONG_KEY_TYPES)[StrongKeyType][number];

/**
 * The host key algorithms to offer to a server, best first. Only those of the keys that known_hosts has for it: a server
 * with several keys would otherwise show one that is not listed. All strong ones when it has none, so that the fault can
 * name the key.
 * @throws Fault NET-07, NET-15 when known_hosts knows the server in no way that can be checked
 */
export function hostKeyAlgorithms(known: KnownHosts, address: ServerAddress): HostKeyAlgorithm[] {
  const listed = knownAs(known, address, 'none');
  const types = new Set([...listed.exact, ...listed.atStandardPort].map(({ keyType }) => keyType));
  const offered = Object.entries(STRONG_KEY_TYPES).filter(([type]) => types.size === 0 || types.has(type));
  if (offered.length === 0) {
    throw new Fault('NET-07', {
      host: addressName(address),
      problem: 'known_hosts has only keys of weak types for it',
      types: [...types],
    });
  }
  if (types.size === 0) refuseCertificate(known, address);
  return offered.flatMap(([, algorithms]) => [...algorithms]);
}

/** ssh2 knows no certificates of hosts. The key inside of one would only look like a key that is not listed. */
function refuseCertificate(known: KnownHosts, address: ServerAddress): void {
  const authorities = knownAs(known, address, 'cert-authority');
  if (authorities.exact.length + authorities.atStandardPort.length === 0) return;
  throw new Fault('NET-15', { host: addressName(address) });
}
