import type { FaultCode } from '../../core/fault-catalogue.ts';
import type { Fault } from '../../core/faults.ts';

type Words = (facts: Fault['facts']) => string;

const REASONS: Partial<Record<FaultCode, Words>> = {
  'NET-31': ({ link }) => `no ${text(link)} network adapter`,
  'NET-32': () => 'no cable',
  'NET-33': (facts) => `${linkOf(facts)}, no DHCP answer for ${text(facts['tookSeconds'])} s`,
  'NET-34': ({ network, problem }) =>
    `the passphrase of "${text(network)}" is ${problem === 'missing' ? 'missing' : 'wrong'}`,
  'NET-35': ({ network }) => `no network "${text(network)}"`,
  'NET-36': ({ network }) => `"${text(network)}" is out of range`,
  'NET-37': ({ network }) => `"${text(network)}" does not let this device in`,
  'NET-38': () => 'no network is set and nobody named one',
  'NET-40': (facts) => `${linkOf(facts)}, the address that is set cannot be used`,
  'NET-42': ({ device }) => `the WiFi adapter ${text(device)} does not work`,
};

/** Why a way to the network did not work, in a few words. */
export function linkReason({ code, facts }: Fault): string {
  const words = REASONS[code];
  if (words !== undefined) return words(facts);
  if ('problem' in facts) return text(facts['problem']);
  return `reason ${text(facts['reason'])} of NetworkManager in state ${text(facts['state'])}`;
}

function linkOf({ link, network }: Fault['facts']): string {
  return link === 'wireless' ? `connected to "${text(network)}"` : 'cable in';
}

function text(fact: Fault['facts'][string] | undefined): string {
  return String(fact ?? 'unknown');
}
