import { expect, test } from 'vitest';
import { BEGUN, progressAfter } from '../../../src/net/link/attempt-progress.ts';
import { deviceState } from '../../../src/net/link/device-state.ts';
import { type AttemptFacts, linkFault } from '../../../src/net/link/link-fault.ts';
import type { LinkChange } from '../../../src/net/link/network-manager.ts';

/** A state and its reason, as NetworkManager numbers them. */
const state = (number: number, reason = 0): LinkChange => ({
  kind: 'device',
  device: 'wlan1',
  state: deviceState(number),
  reason,
});
const says = (status: number): LinkChange => ({ kind: 'authentication', status });
const IN: LinkChange = { kind: 'association' };
const JOINING = [state(40), state(50), state(60), state(40), state(50)];

const WIFI: AttemptFacts = {
  link: 'wireless',
  device: 'wlan1',
  network: 'lab-net',
  heard: 'wpa2',
  passphrase: 'given',
  address: 'dhcp',
  tookMs: 26_400,
};
const WIRED: AttemptFacts = { ...WIFI, link: 'wired', network: '', heard: 'unheard', passphrase: 'none' };

// What NetworkManager 1.42 and wpa_supplicant 2.10 told in a virtual machine with hostapd as the access point.
const SEEN: readonly [
  what: string,
  changes: readonly LinkChange[],
  facts: Partial<AttemptFacts>,
  code: string,
][] = [
  [
    'a wrong WPA2 passphrase',
    [...JOINING, says(0), IN, state(60, 8), state(120, 7), state(30)],
    {},
    'NET-34',
  ],
  [
    'a wrong WPA2 passphrase of a hidden network',
    [...JOINING, says(0), IN, state(60, 8), state(120, 7), state(30)],
    { heard: 'unheard' },
    'NET-34',
  ],
  [
    'a wrong WPA3 password',
    [...JOINING, says(0), says(1), says(0), says(1), state(120, 53), state(30)],
    { heard: 'wpa3' },
    'NET-34',
  ],
  [
    'a wrong passphrase of a network with WPA2 and WPA3',
    [...JOINING, says(0), says(1), says(0), says(1), state(120, 53)],
    { heard: 'wpa2-wpa3' },
    'NET-34',
  ],
  [
    'a hidden network that is not there',
    [...JOINING, state(120, 53), state(30)],
    { heard: 'unheard' },
    'NET-35',
  ],
  ['an access point that went away', [...JOINING, state(120, 53), state(30)], {}, 'NET-36'],
  ['WiFi without DHCP', [...JOINING, says(0), IN, state(70), state(120, 5), state(30)], {}, 'NET-33'],
  ['a cable without DHCP', [state(40), state(50), state(70), state(120, 5), state(30)], WIRED, 'NET-33'],
  [
    'an address that another device has',
    [state(40), state(50), state(70), state(120, 5)],
    { ...WIRED, address: 'static' },
    'NET-40',
  ],
  ['a cable that is pulled out', [state(40), state(50), state(70), state(20, 40)], WIRED, 'NET-32'],
];

// What may happen elsewhere.
const IMAGINED: typeof SEEN = [
  ['a challenge that failed', [...JOINING, says(0), says(15), state(120, 53)], { heard: 'wpa3' }, 'NET-34'],
  [
    'silence after the first message of SAE',
    [...JOINING, says(0), state(120, 53)],
    { heard: 'wpa3' },
    'NET-34',
  ],
  [
    'a wrong WPA3 password of a hidden network',
    [...JOINING, says(0), says(1), state(120, 53)],
    { heard: 'unheard' },
    'NET-34',
  ],
  ['an access point that is full', [...JOINING, says(17), state(120, 53)], { heard: 'wpa3' }, 'NET-37'],
  ['a WPA2 access point that refuses the device', [...JOINING, says(1), state(120, 53)], {}, 'NET-37'],
  [
    'an open access point that refuses the device',
    [...JOINING, says(1), state(120, 53)],
    { heard: 'open', passphrase: 'none' },
    'NET-37',
  ],
  ['a link that breaks off', [...JOINING, says(0), IN, state(120, 11)], {}, 'NET-36'],
  ['a link that breaks off during DHCP', [...JOINING, says(0), IN, state(70), state(120, 8)], {}, 'NET-36'],
  ['an adapter that is pulled out', [...JOINING, state(10, 36)], {}, 'NET-31'],
  ['an adapter without its firmware', [state(40), state(20, 35)], {}, 'NET-42'],
  ['a duplicate address', [state(40), state(70), state(120, 64)], WIRED, 'NET-40'],
  ['a reason that nobody foresaw', [state(40), state(50), state(120, 54)], WIRED, 'NET-41'],
  ['a reason of a WiFi device that nobody foresaw', [...JOINING, state(120, 54)], {}, 'NET-41'],
  ['no end during DHCP', [state(40), state(70)], WIRED, 'NET-33'],
  ['no end while the address is checked', [state(40), state(70)], { ...WIRED, address: 'static' }, 'NET-40'],
  ['no end before there is a link', [state(40), state(50)], WIRED, 'NET-41'],
  ['no end of the search', [...JOINING], {}, 'NET-36'],
  ['no end while the passphrase is asked for', [state(40), state(60)], {}, 'NET-34'],
  ['nothing at all', [], WIRED, 'NET-41'],
];

test.for([...SEEN, ...IMAGINED])('linkFault() of %s', ([, changes, facts, code]) => {
  const end = changes.reduce((now, change) => progressAfter(now, change, 'wlan1'), BEGUN);
  expect(linkFault(end, { ...WIFI, ...facts })).toMatchObject({
    code,
    facts: { link: facts.link ?? 'wireless', device: 'wlan1', tookSeconds: 26 },
  });
});

test('progressAfter() does not take the end of the link before for that of this one', () => {
  const before = [state(110, 38), state(30, 38), state(20, 40)];
  expect(before.reduce((now, change) => progressAfter(now, change, 'wlan1'), BEGUN)).toEqual(BEGUN);
});

test('progressAfter() does not mind what other devices do', () => {
  expect(progressAfter(BEGUN, state(120, 7), 'eth0')).toEqual(BEGUN);
  expect(progressAfter(BEGUN, { kind: 'lost', problem: 'x' }, 'wlan1')).toEqual(BEGUN);
});

test('progressAfter() stays at the first end', () => {
  const up = progressAfter(BEGUN, state(100), 'wlan1');
  expect(up.phase).toBe('up');
  expect(progressAfter(up, state(120, 7), 'wlan1')).toBe(up);
  const over = progressAfter(BEGUN, state(120, 7), 'wlan1');
  expect(progressAfter(over, state(30, 0), 'wlan1')).toBe(over);
});
