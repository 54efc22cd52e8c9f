import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hostsBySerial } from '../../../src/net/server/hosts-by-serial.ts';
import type { ServerAddress } from '../../../src/net/settings/server-address.ts';

const hostsOf = (count: number): readonly ServerAddress[] =>
  Array.from({ length: count }, (_, at) => ({ host: `mirror-${at}.example.com`, port: 22 }));
const SERIALS = Array.from({ length: 1000 }, (_, at) => `NB${String(at).padStart(4, '0')}`);
const orderFor = (serial: string, hosts: readonly ServerAddress[]): readonly ServerAddress[] =>
  hostsBySerial(hosts, { value: serial, from: 'test' });

/** How many devices ask each host first. */
function shares(hosts: readonly ServerAddress[], down?: ServerAddress): readonly number[] {
  const firsts = SERIALS.map((serial) => orderFor(serial, hosts).find((host) => host !== down));
  return hosts.map((host) => firsts.filter((first) => first === host).length);
}

test('hostsBySerial() loses and adds no host, and gives a device the same order every time', () => {
  const address = fc.record({ host: fc.domain(), port: fc.nat({ max: 65_535 }) });
  fc.assert(
    fc.property(fc.array(address, { maxLength: 16 }), fc.string(), (hosts, serial) => {
      const order = orderFor(serial, hosts);
      expect(new Set(order)).toEqual(new Set(hosts));
      expect(order).toHaveLength(hosts.length);
      expect(orderFor(serial, hosts)).toEqual(order);
    }),
  );
});

test('hostsBySerial() does not depend on the order in which the hosts are listed', () => {
  const hosts = hostsOf(5);
  for (const serial of SERIALS.slice(0, 50))
    expect(orderFor(serial, hosts.toReversed())).toEqual(orderFor(serial, hosts));
});

test('hostsBySerial() shares a thousand devices among four hosts, none of which gets a fifth more than its part', () => {
  for (const share of shares(hostsOf(4))) expect(Math.abs(share - 250)).toBeLessThan(50);
});

test('hostsBySerial() shares what a host had among all others when it is down', () => {
  const hosts = hostsOf(4);
  const [, second] = hosts;
  const [first = 0, gone, third = 0, fourth = 0] = shares(hosts, second);
  expect(gone).toBe(0);
  for (const share of [first, third, fourth]) expect(Math.abs(share - 333)).toBeLessThan(67);
});

test('hostsBySerial() moves devices only to a host that is added', () => {
  const [three, four] = [hostsOf(3), hostsOf(4)];
  const moved = SERIALS.filter(
    (serial) => orderFor(serial, three)[0]?.host !== orderFor(serial, four)[0]?.host,
  );
  expect(moved.length).toBeGreaterThan(0);
  expect(new Set(moved.map((serial) => orderFor(serial, four)[0]?.host))).toEqual(
    new Set(['mirror-3.example.com']),
  );
});

test('hostsBySerial() leaves the hosts as they are for a device that has no serial number', () => {
  const hosts = hostsOf(4);
  expect(hostsBySerial(hosts, 'unknown')).toEqual(hosts);
});
