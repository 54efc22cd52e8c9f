import { isIP } from 'node:net';

/** The address of an interface with the length of its network's prefix, e.g. 192.0.2.10/24. */
export interface IpPrefix {
  readonly family: 4 | 6;
  readonly address: string;
  readonly prefixBits: number;
}

const BITS = { 4: 32, 6: 128 };

/** An answer that is a string says what is wrong. */
export function readIpPrefix(text: string): IpPrefix | string {
  const [, address = '', digits = ''] = /^([0-9A-Fa-f:.]{2,45})\/([1-9]\d{0,2})$/.exec(text) ?? [];
  const family = isIP(address);
  if (family !== 4 && family !== 6) return 'not an IP address and its prefix, such as 192.0.2.10/24';
  const prefixBits = Number(digits);
  return prefixBits > BITS[family]
    ? `the prefix is longer than ${BITS[family]}`
    : { family, address, prefixBits };
}
