import { readServerAddress } from './read-server-address.ts';
import type { ServerAddress } from './server-address.ts';

/** A proxy that connections to the recovery server go through: HTTP CONNECT or SOCKS 5. */
export interface Proxy {
  readonly kind: 'http' | 'socks5';
  readonly address: ServerAddress;
}

/** Reads `http://host:port` or `socks5://host:port`; an answer that is a string says what is wrong, without the text. */
export function readProxy(text: string): Proxy | string {
  const [, kind, rest = ''] = /^(http|socks5):\/\/([^/]*)\/?$/.exec(text) ?? [];
  if (kind !== 'http' && kind !== 'socks5') return 'not http://host:port or socks5://host:port';
  if (rest.includes('@')) return 'a proxy that wants a user name is not supported';
  const address = readServerAddress(rest, 'must-be-there');
  return typeof address === 'string' ? address : { kind, address };
}
