import { Fault } from '../../core/faults.ts';
import { deviceState } from './device-state.ts';
import type { NetworkDevice } from './network-manager.ts';

/** Prints what `nmcliDevices` reads. */
export const LIST_DEVICES: readonly string[] = [
  '--terse',
  '--colors',
  'no',
  '--fields',
  'GENERAL.DEVICE,GENERAL.TYPE,GENERAL.STATE,GENERAL.REASON,GENERAL.DBUS-PATH,GENERAL.HWADDR,WIRED-PROPERTIES.CARRIER,IP4,IP6',
  'device',
  'show',
];

const MAX_DEVICES = 256;
const KINDS: Readonly<Record<string, NetworkDevice['kind']>> = { ethernet: 'wired', wifi: 'wireless' };
const CABLES: Readonly<Record<string, NetworkDevice['cable']>> = { on: 'in', off: 'out' };

/**
 * Reads `nmcli device show`: a line `NAME:value` for each property, nothing escaped, an empty line between devices,
 * and `NAME[2]:value` for what there may be several of. @throws Fault NET-39
 */
export function nmcliDevices(text: string): readonly NetworkDevice[] {
  const blocks = text.split(/\n\n+/).filter((block) => block.trim() !== '');
  if (blocks.length > MAX_DEVICES) throw notUnderstood(`there are ${blocks.length} network devices`);
  return blocks.map(device);
}

function device(block: string): NetworkDevice {
  const properties = block.split('\n').map(property);
  const all = (name: string): readonly string[] =>
    properties.flatMap(([key, value]) => (key === name && value !== '' ? [value] : []));
  const one = (name: string): string => all(name)[0] ?? '';
  const name = one('GENERAL.DEVICE');
  const path = one('GENERAL.DBUS-PATH');
  if (name === '' || path === '') throw notUnderstood('nmcli lists a device without a name');
  return {
    name,
    path,
    kind: KINDS[one('GENERAL.TYPE')] ?? 'other',
    state: deviceState(numberOf(one('GENERAL.STATE'))),
    reason: numberOf(one('GENERAL.REASON')),
    cable: CABLES[one('WIRED-PROPERTIES.CARRIER')] ?? 'unknown',
    hardwareAddress: one('GENERAL.HWADDR'),
    addresses: [...all('IP4.ADDRESS'), ...all('IP6.ADDRESS')],
    gateways: [...all('IP4.GATEWAY'), ...all('IP6.GATEWAY')],
    dns: [...all('IP4.DNS'), ...all('IP6.DNS')],
  };
}

function property(line: string): readonly [name: string, value: string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).replace(/\[\d+\]$/, ''), line.slice(colon + 1)];
}

/** `100 (connected)`: the words are for people and change with their language. */
function numberOf(value: string): number {
  const [, digits] = /^(\d{1,4})(?: |$)/.exec(value) ?? [];
  if (digits === undefined) throw notUnderstood('nmcli lists a device without its state');
  return Number(digits);
}

function notUnderstood(problem: string): Fault {
  return new Fault('NET-39', { problem });
}
