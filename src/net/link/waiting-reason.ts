import type { LinkEvent } from '../../core/link-event.ts';
import type { DeviceState } from './device-state.ts';
import type { AttemptFacts } from './link-fault.ts';

type Waiting = Extract<LinkEvent, { kind: 'link-waiting' }>;

const HAS_LINK: ReadonlySet<DeviceState> = new Set(['ip-config', 'ip-check', 'secondaries']);

/** What an attempt waits for, and the same in a few English words, e.g. `cable in, no DHCP answer for 20 s`. */
export function waitingReason(
  state: DeviceState,
  { link, network, address }: Pick<AttemptFacts, 'link' | 'network' | 'address'>,
  waitedMs: number,
): Pick<Waiting, 'missing' | 'reason'> {
  const time = `for ${Math.round(waitedMs / 1000)} s`;
  if (HAS_LINK.has(state)) {
    const there = link === 'wired' ? 'cable in' : `connected to "${network}"`;
    return address === 'dhcp'
      ? { missing: 'dhcp', reason: `${there}, no DHCP answer ${time}` }
      : { missing: 'address', reason: `${there}, the address is not confirmed ${time}` };
  }
  return link === 'wired'
    ? { missing: 'carrier', reason: `cable in, no link ${time}` }
    : { missing: 'access-point', reason: `no answer from "${network}" ${time}` };
}
