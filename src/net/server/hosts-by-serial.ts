import { hash } from 'node:crypto';
import type { Fact } from '../../core/device.ts';
import { addressName, type ServerAddress } from '../settings/server-address.ts';

/**
 * The hosts in an order that each serial number has for itself and keeps, so that many devices share them evenly, and
 * also share what one of them had when it fails. They are ordered by a hash of both (rendezvous hashing), so that a host
 * that is added or taken away moves no device between the others. As they are when the serial number is not known.
 */
export function hostsBySerial(
  hosts: readonly ServerAddress[],
  serial: Fact<string>,
): readonly ServerAddress[] {
  if (serial === 'unknown') return hosts;
  return hosts
    .map((host) => ({ host, rank: hash('sha256', JSON.stringify([serial.value, addressName(host)])) }))
    .toSorted((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0))
    .map(({ host }) => host);
}
