import type { DeviceState } from './device-state.ts';
import type { AttemptFacts } from './link-fault.ts';

const HAS_LINK: ReadonlySet<DeviceState> = new Set(['ip-config', 'ip-check', 'secondaries']);

/** What an attempt waits for, in a few words, e.g. `cable in, no DHCP answer for 20 s`. */
export function waitingReason(
  state: DeviceState,
  { link, network, address }: Pick<AttemptFacts, 'link' | 'network' | 'address'>,
  waitedMs: number,
): string {
  const time = `for ${Math.round(waitedMs / 1000)} s`;
  const waits = address === 'dhcp' ? 'no DHCP answer' : 'the address is not confirmed';
  if (link === 'wired') return `cable in, ${HAS_LINK.has(state) ? waits : 'no link'} ${time}`;
  return HAS_LINK.has(state)
    ? `connected to "${network}", ${waits} ${time}`
    : `no answer from "${network}" ${time}`;
}
