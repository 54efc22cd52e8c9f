import { BlockList, isIP } from 'node:net';
import type { IpPrefix } from './read-ip-prefix.ts';

const HOST_BITS = { 4: 32, 6: 128 };

/** Whether an interface with that address reaches `gateway` without a router in between. */
export function reaches({ family, address, prefixBits }: IpPrefix, gateway: string): boolean {
  if (isIP(gateway) !== family) return false;
  const near = new BlockList();
  const type = family === 4 ? 'ipv4' : 'ipv6';
  near.addSubnet(address, prefixBits, type);
  near.addSubnet('fe80::', 10, 'ipv6');
  // The whole network of a host route is the host: its gateway can only be outside of it.
  return prefixBits === HOST_BITS[family] || near.check(gateway, type);
}
