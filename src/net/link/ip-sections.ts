import { isIP } from 'node:net';
import type { IpSettings } from '../settings/network-settings.ts';
import type { KeyfileSection } from './keyfile.ts';

/** A switch with spanning tree lets nothing through for its first 30 to 50 seconds. */
const DHCP_LIMIT_MS = 60_000;
/** How long to listen whether somebody else has an address that was set by hand. */
const DUPLICATE_LIMIT_MS = 1000;

/**
 * `[ipv4]` and `[ipv6]` of a keyfile. A family without an address of its own is automatic and may fail: networks with
 * one of the two only are common.
 */
export function ipSections(ip: IpSettings): { readonly ipv4: KeyfileSection; readonly ipv6: KeyfileSection } {
  return {
    ipv4: { ...method(ip, 4), ...names(ip, 4), 'dhcp-timeout': DHCP_LIMIT_MS / 1000 },
    ipv6: { ...method(ip, 6), ...names(ip, 6) },
  };
}

function method({ address, gateway }: IpSettings, family: 4 | 6): KeyfileSection {
  if (address === 'dhcp' || address.family !== family) return { method: 'auto' };
  return {
    method: 'manual',
    address1: `${address.address}/${address.prefixBits}`,
    ...(gateway === null ? {} : { gateway }),
    'may-fail': false,
    ...(family === 4 ? { 'dad-timeout': DUPLICATE_LIMIT_MS } : {}),
  };
}

function names({ dns }: IpSettings, family: 4 | 6): KeyfileSection {
  if (dns.length === 0) return {};
  const own = dns.filter((address) => isIP(address) === family);
  return {
    'ignore-auto-dns': true,
    ...(own.length > 0 ? { dns: own.map((address) => `${address};`).join('') } : {}),
  };
}
