import { isIP } from 'node:net';
import type { ServerAddress } from './server-address.ts';

const SSH_PORT = 22;
/** `[address]`, `[address]:port`, `name` or `name:port`. */
const FORM = /^(?:\[([^[\]]*)\]|([^:[\]]*))(?::([1-9]\d{0,4}))?$/;
const LABEL = /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/;
const MAX_NAME_CHARS = 253;
const MAX_PORT = 65_535;

/**
 * Reads `recovery.example.com`, `192.0.2.5:2222`, `[2001:db8::5]:2222` or a bare IPv6 address; an answer that is a
 * string says what is wrong.
 * @param port what it is when the text has none
 */
export function readServerAddress(
  text: string,
  port: number | 'must-be-there' = SSH_PORT,
): ServerAddress | string {
  if (isIpv6(text)) return port === 'must-be-there' ? 'has no port' : { host: text, port };
  const [, bracketed, plain, digits] = FORM.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined)
    return 'not a host or host:port; an IPv6 address with a port is written [address]:port';
  if (bracketed !== undefined && !isIpv6(bracketed)) return 'not an IPv6 address in the brackets';
  if (plain !== undefined && !isHostName(plain)) return 'not the name or the IP address of a host';
  if (digits === undefined) return port === 'must-be-there' ? 'has no port' : { host, port };
  return Number(digits) > MAX_PORT ? `the port is above ${MAX_PORT}` : { host, port: Number(digits) };
}

// The zone of fe80::1%eth0 is a name on one machine only, and a stick is for many.
function isIpv6(text: string): boolean {
  return isIP(text) === 6 && !text.includes('%');
}

function isHostName(name: string): boolean {
  if (isIP(name) === 4) return true;
  const labels = name.replace(/\.$/, '').split('.');
  // A last label of digits is a mistyped address, and resolvers read some of them as one: 127.1 is 127.0.0.1.
  const isAddress = /^(?:\d+|0[xX][0-9a-fA-F]*)$/.test(labels.at(-1) ?? '');
  return name.length <= MAX_NAME_CHARS && !isAddress && labels.every((label) => LABEL.test(label));
}
