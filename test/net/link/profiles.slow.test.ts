import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LinkProfile } from '../../../src/net/link/network-manager.ts';
import { wifiProfile } from '../../../src/net/link/wifi-profile.ts';
import { wiredProfile } from '../../../src/net/link/wired-profile.ts';
import { Secret } from '../../../src/net/secret.ts';
import type { IpSettings } from '../../../src/net/settings/network-settings.ts';
import { readIpPrefix } from '../../../src/net/settings/read-ip-prefix.ts';
import { testWith, tool } from '../../tool.ts';
import { anSsid } from '../settings/an-ssid.ts';

const UUID = '11111111-2222-4333-8444-555555555555';
const DHCP: IpSettings = { address: 'dhcp', gateway: null, dns: [], vlan: 'none' };

function address(text: string): IpSettings['address'] {
  const prefix = readIpPrefix(text);
  if (typeof prefix === 'string') throw new RangeError(prefix);
  return prefix;
}

const STATIC4: IpSettings = {
  ...DHCP,
  address: address('192.0.2.10/24'),
  gateway: '192.0.2.1',
  dns: ['192.0.2.53', '2001:db8::53', '192.0.2.54'],
};
const STATIC6: IpSettings = { ...DHCP, address: address('2001:db8::10/64'), gateway: 'fe80::1' };

test('wiredProfile() asks for an address by default, and waits until it is activated', () => {
  expect(wiredProfile(UUID, 'eth0', DHCP).keyfile.reveal()).toBe(`[connection]
id=rsd-eth0
uuid=${UUID}
interface-name=eth0
autoconnect=false
type=ethernet
[ipv4]
method=auto
dhcp-timeout=60
[ipv6]
method=auto
`);
});

test('wifiProfile() of an open network has no key', () => {
  const access = { ssid: anSsid('Line 3'), hidden: false, key: 'open' } as const;
  expect(wifiProfile(UUID, 'wlan0', access, DHCP).keyfile.reveal()).toBe(`[connection]
id=rsd-wlan0
uuid=${UUID}
type=wifi
interface-name=wlan0
autoconnect=false
[wifi]
mode=infrastructure
ssid=76;105;110;101;32;51;
hidden=false
[ipv4]
method=auto
dhcp-timeout=60
[ipv6]
method=auto
`);
});

test('wifiProfile() does not show its passphrase when it is printed', () => {
  const profile = withKey('correct horse');
  expect(inspect(profile, { depth: 9 }) + JSON.stringify(profile)).not.toContain('correct horse');
  expect(profile.keyfile.reveal()).toContain('psk=correct horse');
});

const WIRED = ['type', 'ethernet', 'ifname', 'eth0', 'con-name', 'rsd-eth0'];
const VLAN = ['type', 'vlan', 'ifname', 'vlan30', 'dev', 'eth0', 'id', '30', 'con-name', 'rsd-vlan30'];
const LIMIT = ['ipv4.dhcp-timeout', '60'];
const ALL_STATIC4 = ['ipv4.method', 'manual', 'ipv4.addresses', '192.0.2.10/24', 'ipv4.gateway', '192.0.2.1'];
const NAMES = ['ipv4.dns', '192.0.2.53,192.0.2.54', 'ipv4.ignore-auto-dns', 'yes'];
const NAMES6 = ['ipv6.dns', '2001:db8::53', 'ipv6.ignore-auto-dns', 'yes'];
const CAREFUL4 = ['ipv4.may-fail', 'no', 'ipv4.dad-timeout', '1000'];
const ALL_STATIC6 = ['ipv6.method', 'manual', 'ipv6.addresses', '2001:db8::10/64', 'ipv6.gateway', 'fe80::1'];

testWith('nmcli').for<[what: string, profile: LinkProfile, options: readonly string[]]>([
  ['DHCP', wiredProfile(UUID, 'eth0', DHCP), [...WIRED, ...LIMIT]],
  [
    'an IPv4 address and name servers of both families',
    wiredProfile(UUID, 'eth0', STATIC4),
    [...WIRED, ...LIMIT, ...ALL_STATIC4, ...CAREFUL4, ...NAMES, ...NAMES6],
  ],
  [
    'an IPv6 address',
    wiredProfile(UUID, 'eth0', STATIC6),
    [...WIRED, ...LIMIT, ...ALL_STATIC6, 'ipv6.may-fail', 'no'],
  ],
  [
    'name servers for DHCP',
    wiredProfile(UUID, 'eth0', { ...DHCP, dns: ['192.0.2.53'] }),
    [
      ...WIRED,
      ...LIMIT,
      'ipv4.dns',
      '192.0.2.53',
      'ipv4.ignore-auto-dns',
      'yes',
      'ipv6.ignore-auto-dns',
      'yes',
    ],
  ],
  ['a VLAN', wiredProfile(UUID, 'eth0', { ...DHCP, vlan: 30 }), [...VLAN, ...LIMIT]],
])('wiredProfile() is to nmcli what its own options make: %s', ([, profile, options]) => {
  expect(sectionsOf(byNmcli(profile))).toEqual(sectionsOf(added(options)));
});

testWith('nmcli').for<[ssid: string, management: 'wpa-psk' | 'sae', passphrase: string]>([
  ['Line 3', 'wpa-psk', 'correct horse'],
  ['Café:网络\\x', 'wpa-psk', ' "$`\\;#= [x]\\s '],
  ['65;66;', 'wpa-psk', '12345678'],
  [';', 'wpa-psk', '        '],
  ['a\\;;\\\\;', 'wpa-psk', ';;;;;;;;'],
  ['x'.repeat(32), 'wpa-psk', 'a1'.repeat(32)],
  ['-', 'sae', 'x'],
  ["'", 'sae', 'пароль и \\n'],
])('wifiProfile() is to nmcli what its own options make: %s, %s', ([ssid, management, passphrase]) => {
  const profile = wifiProfile(
    UUID,
    'wlan0',
    { ssid: anSsid(ssid), hidden: true, key: { management, passphrase: new Secret(passphrase) } },
    DHCP,
  );
  const wifi = ['type', 'wifi', 'ifname', 'wlan0', 'con-name', 'rsd-wlan0', 'ssid', ssid];
  const key = ['wifi-sec.key-mgmt', management, 'wifi-sec.psk', passphrase, 'wifi.hidden', 'yes'];
  expect(sectionsOf(byNmcli(profile))).toEqual(sectionsOf(added([...wifi, ...LIMIT, ...key])));
});

testWith('nmcli')('wifiProfile() hands every SSID and every passphrase to nmcli as it is', () => {
  const passphrase = fc.string({
    unit: fc.constantFrom(...Array.from(' \\snt"\'$`;#=[]aé网😀')),
    minLength: 8,
    maxLength: 16,
  });
  const names = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 32 }),
    fc.array(fc.constantFrom(...Buffer.from(' ;\\#=[059a"')), { minLength: 1, maxLength: 8 }),
  );
  fc.assert(
    fc.property(names, passphrase, (ssid, psk) => {
      const first = byNmcli(withKey(psk, Uint8Array.from(ssid)));
      // What nmcli has read and written is read by nmcli again, now with the options that set the same.
      const list = [...ssid].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      expect(sectionsOf(first)['wifi-security']).toEqual(
        sectionsOf(added(['type', 'wifi', 'ssid', 'a', 'wifi-sec.key-mgmt', 'wpa-psk', 'wifi-sec.psk', psk]))[
          'wifi-security'
        ],
      );
      expect(ssidIn(first)).toBe(list);
    }),
    { numRuns: 20, examples: [[[59], ' '.repeat(8)]] },
  );
});

function withKey(passphrase: string, ssid: Uint8Array | string = 'Line 3'): LinkProfile {
  const key = { management: 'wpa-psk', passphrase: new Secret(passphrase) } as const;
  return wifiProfile(UUID, 'wlan0', { ssid: anSsid(ssid), hidden: false, key }, DHCP);
}

/** A keyfile that nmcli has read and written again. */
function byNmcli(profile: LinkProfile): string {
  return printed(
    spawnSync('nmcli', ['--offline', 'connection', 'modify'], {
      input: profile.keyfile.reveal(),
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    }),
  );
}

function added(options: readonly string[]): string {
  return printed(
    tool('nmcli', '--offline', 'connection', 'add', ...options, 'autoconnect', 'no', 'save', 'yes'),
  );
}

function printed({ status, stdout, stderr }: SpawnSyncReturns<string>): string {
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
}

/** The sections without what differs by chance or says nothing. */
function sectionsOf(keyfile: string): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const blocks = keyfile.split(/^\[/m).slice(1);
  return Object.fromEntries(
    blocks.map((block) => {
      const [name = '', ...lines] = block.split('\n');
      const values = lines
        .filter((line) => line !== '' && !/^(?:uuid|addr-gen-mode)=/.test(line))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)] as const);
      return [name.replace(']', ''), Object.fromEntries(values)] as const;
    }),
  );
}

/** nmcli writes an SSID as text where it can: `;` as `\\;`, and then all of it with the escapes of GLib. */
function ssidIn(keyfile: string): string {
  const written = sectionsOf(keyfile)['wifi']?.['ssid'] ?? '';
  const list = /^(?:\d+;)+$/.exec(written);
  if (list) return Buffer.from(written.split(';').slice(0, -1).map(Number)).toString('hex');
  const plain: Readonly<Record<string, string>> = {
    '\\s': ' ',
    '\\n': '\n',
    '\\t': '\t',
    '\\r': '\r',
    '\\\\': '\\',
  };
  const text = written.replaceAll(/\\./g, (escape) => plain[escape] ?? escape);
  return Buffer.from(text.replaceAll('\\;', ';')).toString('hex');
}
