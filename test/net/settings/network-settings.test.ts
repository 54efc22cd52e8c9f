import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/faults.ts';
import {
  MAX_NETWORK_SETTINGS_BYTES,
  type NetworkSettings,
  readNetworkSettings,
} from '../../../src/net/settings/network-settings.ts';
import { anSsid } from './an-ssid.ts';

const PASSPHRASE = 'correct horse battery';

/** The example of the design, whole. */
const WHOLE = `interfaces = ["wired", "wireless"]
store_download = true
[wifi]
ssid = "Line 3"
passphrase = "${PASSPHRASE}"
[ip]
address = "192.0.2.10/24"
gateway = "192.0.2.1"
dns = ["192.0.2.53"]
[server]
hosts = ["recovery.example.com", "[2001:db8::5]:2222"]
user = "recovery"
path = "/recovery"
known_hosts = "keys/known_hosts"
identity = "keys/id_ed25519"
`;

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (stick: string, defaults?: string): NetworkSettings =>
  readNetworkSettings({
    stick: bytesOf(stick),
    defaults: defaults === undefined ? 'absent' : bytesOf(defaults),
  });

function faultOf(work: () => unknown): Fault {
  try {
    work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('readNetworkSettings() reads the whole example', () => {
  const { wifi, ...rest } = read(WHOLE);
  expect(rest).toEqual({
    interfaces: ['wired', 'wireless'],
    storeDownload: true,
    ip: {
      address: { family: 4, address: '192.0.2.10', prefixBits: 24 },
      gateway: '192.0.2.1',
      dns: ['192.0.2.53'],
      vlan: 'none',
    },
    server: {
      hosts: [
        { host: 'recovery.example.com', port: 22 },
        { host: '2001:db8::5', port: 2222 },
      ],
      user: 'recovery',
      path: '/recovery',
      knownHosts: { from: 'stick', path: 'keys/known_hosts' },
      identity: { from: 'stick', path: 'keys/id_ed25519' },
      proxy: 'none',
      order: 'as-listed',
      startJitterMs: 5000,
    },
    report: 'none',
  });
  expect(wifi).toMatchObject({ ssid: anSsid('Line 3'), hidden: false, security: 'auto' });
  expect(wifi !== 'ask' && wifi.passphrase !== 'none' && wifi.passphrase.reveal()).toBe(PASSPHRASE);
  expect(inspect(read(WHOLE), { depth: 9 }) + JSON.stringify(read(WHOLE))).not.toContain(PASSPHRASE);
});

test('readNetworkSettings() has an answer for everything that is not set', () => {
  expect(readNetworkSettings({ stick: 'absent', defaults: 'absent' })).toEqual({
    interfaces: ['wired', 'wireless'],
    storeDownload: true,
    wifi: 'ask',
    ip: { address: 'dhcp', gateway: null, dns: [], vlan: 'none' },
    server: 'none',
    report: 'none',
  });
  expect(read('')).toEqual(readNetworkSettings({ stick: 'absent', defaults: 'absent' }));
});

test('readNetworkSettings() reads what the design leaves open', () => {
  const text = `interfaces = ["wireless"]
store_download = false
[wifi]
ssid = "Café:网络\\\\x"
hidden = true
security = "wpa3"
passphrase = "p"
[ip]
vlan = 30
dns = ["2001:db8::53"]
[server]
hosts = ["192.0.2.5"]
known_hosts = "k"
identity = "i"
proxy = "socks5://proxy.example.com:1080"
`;
  expect(read(`\u{feff}${text.replaceAll('\n', '\r\n')}`)).toMatchObject({
    interfaces: ['wireless'],
    storeDownload: false,
    wifi: { ssid: anSsid('Café:网络\\x'), hidden: true, security: 'wpa3' },
    ip: { address: 'dhcp', vlan: 30, dns: ['2001:db8::53'] },
    server: { proxy: { kind: 'socks5', address: { host: 'proxy.example.com', port: 1080 } } },
  });
});

test.for<[toml: string, line: number, key: string, problem: RegExp]>([
  ['interfaces = []', 1, 'interfaces', /empty/],
  ['interfaces = "wired"', 1, 'interfaces', /not a list/],
  ['\ninterfaces = ["wired",\n"cellular"]', 2, 'interfaces[1]', /not "wired" or "wireless"/],
  ['interfaces = ["wired", "wired"]', 1, 'interfaces', /twice/],
  ['store_download = "yes"', 1, 'store_download', /true or false/],
  ['# a\nstore_downloads = true', 2, 'store_downloads', /unknown/],
  ['[wifi]\nssid = "a"\n[wlan]', 3, 'wlan', /unknown/],
  ['[wifi]\npassphrase = "12345678"', 1, 'wifi.ssid', /missing/],
  ['[wifi]\nssid = ""', 2, 'wifi.ssid', /1 to 32/],
  ['[wifi]\nssid = "ééééééééééééééééé"', 2, 'wifi.ssid', /1 to 32/],
  ['wifi = { ssid = 1 }', 1, 'wifi.ssid', /text in quotes/],
  ['[wifi]\nssid = "a"\npassphrase = 12345678', 3, 'wifi.passphrase', /text in quotes/],
  ['[wifi]\nssid = "a"\npassphrase = 2024-01-01', 3, 'wifi.passphrase', /text in quotes/],
  ['[wifi]\nssid = "a"\npassphrase = "1234567"', 3, 'wifi.passphrase', /shorter than 8/],
  ['[wifi]\nssid = "a"\npassphrase = ""', 3, 'wifi.passphrase', /shorter/],
  ['[wifi]\nssid = "a"\nsecurity = "wpa2"', 1, 'wifi.passphrase', /missing/],
  ['[wifi]\nssid = "a"\nsecurity = "open"\npassphrase = "12345678"', 4, 'wifi.passphrase', /no passphrase/],
  ['[wifi]\nssid = "a"\nsecurity = "wep"', 3, 'wifi.security', /"wpa3"/],
  ['[wifi]\nssid = "a"\nhidden = 1', 3, 'wifi.hidden', /true or false/],
  ['[wifi]\nssid = "a"\npsk = "12345678"', 3, 'wifi.psk', /unknown/],
  ['[ip]\naddress = "192.0.2.10"', 2, 'ip.address', /prefix/],
  ['[ip]\naddress = "192.0.2.10/33"', 2, 'ip.address', /longer than 32/],
  ['[ip]\ngateway = "192.0.2.1"', 2, 'ip.gateway', /no address/],
  ['[ip]\naddress = "192.0.2.10/24"\ngateway = "192.0.3.1"', 3, 'ip.gateway', /not in the network/],
  ['[ip]\naddress = "192.0.2.10/24"\ngateway = "2001:db8::1"', 3, 'ip.gateway', /not in the network/],
  ['[ip]\ngateway = "router"', 2, 'ip.gateway', /not an IP address/],
  ['[ip]\naddress = 7\ngateway = "192.0.2.1"', 2, 'ip.address', /text in quotes/],
  ['[ip]\ndns = "192.0.2.53"', 2, 'ip.dns', /not a list/],
  ['[ip]\ndns = [\n  "192.0.2.53",\n  "dns.example"\n]', 2, 'ip.dns[1]', /not an IP address/],
  ['[ip]\nvlan = 0', 2, 'ip.vlan', /below 1/],
  ['[ip]\nvlan = 4095', 2, 'ip.vlan', /above 4094/],
  ['[ip]\nvlan = 1.5', 2, 'ip.vlan', /not a number/],
  ['[ip]\nvlan = "30"', 2, 'ip.vlan', /not a number/],
  ['[server]\nknown_hosts = "k"\nidentity = "i"', 1, 'server.hosts', /missing/],
  ['\n[server]\nhosts = ["a"]\nidentity = "i"', 2, 'server.known_hosts', /missing/],
  ['\n[server]\nhosts = ["a"]\nknown_hosts = "k"', 2, 'server.identity', /missing/],
  ['[server]\nhosts = []', 2, 'server.hosts', /empty/],
  ['[server]\nhosts = ["a", "b:0"]', 2, 'server.hosts[1]', /host/],
  ['[server]\nhosts = "a"', 2, 'server.hosts', /not a list/],
  ['[server]\nuser = "a b"', 2, 'server.user', /64/],
  ['[server]\npath = "recovery"', 2, 'server.path', /folder/],
  ['[server]\npath = "/a/../b"', 2, 'server.path', /folder/],
  ['[server]\nproxy = "proxy:3128"', 2, 'server.proxy', /http:/],
  ['[server]\nport = 22', 2, 'server.port', /unknown/],
  ['[[server]]\nport = 22', 1, 'server', /expected/i],
  ['a = 1\n"a\\u001b[2J" = 1', 1, 'a', /unknown/],
  ['"a\\u001b[2J" = 1', 1, 'a?[2J', /unknown/],
  ['a = 1\na = 2', 2, '', /not TOML/],
  ['[wifi]\nssid = "a\npassphrase = "12345678"', 2, '', /not TOML/],
  ['__proto__ = 1', 1, '', /not TOML/],
  [`a = ${'['.repeat(20)}${']'.repeat(20)}`, 1, '', /not TOML/],
])('readNetworkSettings() of %j names line %i and %s', ([toml, line, key, problem]) => {
  expect(faultOf(() => read(toml))).toMatchObject({
    code: 'NET-30',
    facts: { file: 'network.toml', line, key, problem: expect.stringMatching(problem) },
  });
});

test.for([
  '/etc/shadow',
  '../keys',
  'keys/../../x',
  'keys/./x',
  'keys//x',
  'keys/',
  '',
  '..',
  'C:\\keys',
  'keys\\u0000',
])('readNetworkSettings() takes no file name %j, which may lead out of the stick', (name) => {
  const key = (file: string): unknown =>
    faultOf(() => read(`[server]\n${file} = "${name.replace('C:\\', 'C:\\\\')}"`)).facts['key'];
  expect([key('known_hosts'), key('identity')]).toEqual(['server.known_hosts', 'server.identity']);
});

test('readNetworkSettings() of a file that is too long or no UTF-8 names its line', () => {
  const long = new Uint8Array(MAX_NETWORK_SETTINGS_BYTES + 1).fill(0x20);
  expect(faultOf(() => readNetworkSettings({ stick: long, defaults: 'absent' })).facts).toMatchObject({
    line: 1,
    problem: 'longer than 16384 bytes',
  });
  const latin = Uint8Array.of(...bytesOf('a = 1\nb = "caf'), 0xe9, 0x22);
  expect(faultOf(() => readNetworkSettings({ stick: latin, defaults: 'absent' })).facts).toMatchObject({
    line: 2,
    problem: 'not UTF-8',
  });
});

const DEFAULTS = `interfaces = ["wireless"]
store_download = false
[wifi]
ssid = "Default"
passphrase = "${PASSPHRASE}"
[ip]
address = "198.51.100.10/24"
gateway = "198.51.100.1"
[server]
hosts = ["default.example.com"]
user = "default"
path = "/default"
known_hosts = "known_hosts"
identity = "id"
proxy = "http://proxy:3128"
spread = true
start_jitter_seconds = 60
`;

test('readNetworkSettings() takes from the defaults what the stick does not set', () => {
  expect(read('', DEFAULTS)).toMatchObject({
    interfaces: ['wireless'],
    storeDownload: false,
    wifi: { ssid: anSsid('Default') },
    ip: { gateway: '198.51.100.1' },
    server: { user: 'default', knownHosts: { from: 'defaults', path: 'known_hosts' } },
  });
});

test('readNetworkSettings() goes key by key in [server], and each file keeps the folder that it is in', () => {
  const stick = '[server]\nhosts = ["own.example.com"]\nknown_hosts = "keys/own"\nspread = false';
  expect(read(stick, DEFAULTS).server).toEqual({
    hosts: [{ host: 'own.example.com', port: 22 }],
    user: 'default',
    path: '/default',
    knownHosts: { from: 'stick', path: 'keys/own' },
    identity: { from: 'defaults', path: 'id' },
    proxy: { kind: 'http', address: { host: 'proxy', port: 3128 } },
    order: 'as-listed',
    startJitterMs: 60_000,
  });
});

test('readNetworkSettings() never gives the passphrase or the gateway of the defaults to a network of the stick', () => {
  const { wifi, ip } = read('[wifi]\nssid = "Own"\n[ip]\ndns = ["192.0.2.53"]', DEFAULTS);
  expect(wifi).toEqual({ ssid: anSsid('Own'), hidden: false, security: 'auto', passphrase: 'none' });
  expect(ip).toEqual({ address: 'dhcp', gateway: null, dns: ['192.0.2.53'], vlan: 'none' });
});

test('readNetworkSettings() names the defaults when the fault is in them', () => {
  expect(faultOf(() => read('', 'a = 1')).facts['file']).toBe('defaults.toml');
  expect(faultOf(() => read('', '[server]\nhosts = ["a"]')).facts).toMatchObject({
    file: 'defaults.toml',
    line: 1,
    key: 'server.known_hosts',
  });
});

test('readNetworkSettings() throws nothing but NET-30, whatever is in the file', () => {
  const piece = fc.constantFrom(
    ...WHOLE.split(/(?<=[\n ="[\].,])/),
    '""',
    '"""',
    "'",
    '{',
    '}',
    '1',
    'true',
    '-',
    'vlan',
    'proxy',
    'hidden',
    'security',
    '\u0000',
    '2024-01-01',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const ends = (() => {
        try {
          return read(pieces.join('')).interfaces.length > 0 ? 'read' : 'no interfaces';
        } catch (error) {
          return error instanceof Fault ? error.code : error;
        }
      })();
      expect(['read', 'NET-30']).toContain(ends);
    }),
    { numRuns: 500 },
  );
});

test.for([
  ['in its place', (text: string) => text.replace('[ip]', '[ip')],
  ['behind an unfinished text', (text: string) => text.replace('"Line 3"', '"Line 3')],
  ['without quotes', (text: string) => text.replaceAll(/"(correct [a-z ]*)"/g, '$1')],
  ['without its end', (text: string) => text.replace(`${PASSPHRASE}"`, PASSPHRASE)],
  ['twice', (text: string) => text.replace('[ip]', `passphrase = "${PASSPHRASE}"\n[ip]`)],
  ['in an unknown key', (text: string) => text.replace('passphrase', 'password')],
  ['in a table where it is not expected', (text: string) => text.replace('[wifi]', '[ip]')],
  ['in a list', (text: string) => text.replaceAll(/= ("correct [a-z ]*")/g, '= [$1]')],
  ['with a byte too many', (text: string) => text.replace(PASSPHRASE, `${PASSPHRASE}${'x'.repeat(64)}`)],
  ['with a control character', (text: string) => text.replace(PASSPHRASE, `${PASSPHRASE}\\t`)],
  ['in the name of a file', (text: string) => text.replace('keys/known', `../${PASSPHRASE}`)],
  ['in a host', (text: string) => text.replace('recovery.example', PASSPHRASE)],
  ['in the proxy', (text: string) => `${text}proxy = "http://a:${PASSPHRASE}@b:1"`],
] as const)('readNetworkSettings() does not show a passphrase that is %s', ([, change]) => {
  const fault = faultOf(() => read(change(WHOLE)));
  const shown = `${inspect(fault, { depth: 9, showHidden: true })}${JSON.stringify(fault)}${fault.stack}`;
  expect(shown).not.toContain('correct horse');
  expect(shown).not.toContain('battery');
});
