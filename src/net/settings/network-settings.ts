import { parse, TomlError } from 'smol-toml';
import type * as z from 'zod';
import { Fault } from '../../core/faults.ts';
import type { LinkKind } from '../../core/link-event.ts';
import { quoted } from '../quoted.ts';
import type { Secret } from '../secret.ts';
import { hasPath } from './has-path.ts';
import { NETWORK_SETTINGS_SCHEMA } from './network-settings-schema.ts';
import type { WifiSecurity } from './passphrase-problem.ts';
import type { IpPrefix } from './read-ip-prefix.ts';
import type { Proxy } from './read-proxy.ts';
import type { ServerAddress } from './server-address.ts';
import type { Ssid } from './ssid.ts';
import { tomlLine } from './toml-line.ts';

/** `network.toml` over `defaults.toml`. */
export interface NetworkSettings {
  /** In the order in which they are tried. */
  readonly interfaces: readonly LinkKind[];
  /** Whether what was fetched is kept on the stick. */
  readonly storeDownload: boolean;
  readonly wifi: WifiSettings | 'ask';
  readonly ip: IpSettings;
  readonly server: ServerSettings | 'none';
  readonly report: ReportSettings | 'none';
}

export interface WifiSettings {
  readonly ssid: Ssid;
  readonly passphrase: Secret | 'none';
  /** The access point does not say its name by itself. */
  readonly hidden: boolean;
  readonly security: WifiSecurity;
}

export interface IpSettings {
  readonly address: IpPrefix | 'dhcp';
  readonly gateway: string | null;
  /** Instead of those that the network names; none: those. */
  readonly dns: readonly string[];
  /** Of wired links. */
  readonly vlan: number | 'none';
}

interface ServerSettings {
  readonly hosts: readonly ServerAddress[];
  /** In which order they are asked: as they are listed, or in one of each device's own. */
  readonly order: 'as-listed' | 'by-serial';
  readonly user: string;
  readonly path: string;
  readonly knownHosts: SettingsFile;
  readonly identity: SettingsFile;
  readonly proxy: Proxy | 'none';
  /** An unattended device calls no server before a random part of this is over. */
  readonly startJitterMs: number;
}

/** Where reports go on the servers of `[server]`, by an account of their own. */
interface ReportSettings {
  readonly folder: string;
  readonly user: string;
  readonly identity: SettingsFile;
}

/** A file that settings name: below the data partition of the stick, or beside `defaults.toml`. No step of it is `..`. */
interface SettingsFile {
  readonly from: SettingsOrigin;
  readonly path: string;
}

type SettingsOrigin = 'stick' | 'defaults';

const NETWORK_SETTINGS_FILE = 'network.toml';
/** The longest `network.toml`, and the longest `defaults.toml`. */
export const MAX_NETWORK_SETTINGS_BYTES: number = 16 * 1024;

const MAX_DEPTH = 8;
/** Enough for the logins of a line that is switched on at once, and too short to be missed. */
const START_JITTER_SECONDS = 5;
const FILES = { stick: NETWORK_SETTINGS_FILE, defaults: 'defaults.toml' };

interface OneFile {
  readonly origin: SettingsOrigin;
  readonly toml: string;
  readonly tables: z.infer<typeof NETWORK_SETTINGS_SCHEMA>;
}

/**
 * Reads both files. `[wifi]` and `[ip]` belong together and come whole from one of them, the stick's first; everything
 * else goes key by key.
 * @throws Fault NET-30 with the file, the line and the key, and never with the value
 */
export function readNetworkSettings(files: {
  readonly stick: Uint8Array | 'absent';
  readonly defaults: Uint8Array | 'absent';
}): NetworkSettings {
  const defaults = oneFile('defaults', files.defaults);
  const stick = oneFile('stick', files.stick);
  return {
    interfaces: stick.tables.interfaces ?? defaults.tables.interfaces ?? ['wired', 'wireless'],
    storeDownload: stick.tables.store_download ?? defaults.tables.store_download ?? true,
    wifi: stick.tables.wifi ?? defaults.tables.wifi ?? 'ask',
    ip: stick.tables.ip ?? defaults.tables.ip ?? { address: 'dhcp', gateway: null, dns: [], vlan: 'none' },
    server: serverOf(stick, defaults),
    report: reportOf(stick, defaults),
  };
}

function oneFile(origin: SettingsOrigin, bytes: Uint8Array | 'absent'): OneFile {
  if (bytes === 'absent') return { origin, toml: '', tables: {} };
  const toml = textOf(origin, bytes);
  const document = parsed(origin, toml);
  const tables = NETWORK_SETTINGS_SCHEMA.safeParse(document);
  if (tables.success) return { origin, toml, tables: tables.data };
  const [issue] = tables.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  const path = [...(issue?.path ?? []), ...unknown];
  const problem = hasPath(document, path) ? `${issue?.message}` : 'missing';
  throw wrong(origin, tomlLine(toml, path), path, unknown.length > 0 ? 'unknown setting' : problem);
}

function textOf(origin: SettingsOrigin, bytes: Uint8Array): string {
  if (bytes.length > MAX_NETWORK_SETTINGS_BYTES)
    throw wrong(origin, 1, [], `longer than ${MAX_NETWORK_SETTINGS_BYTES} bytes`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const line = new TextDecoder().decode(bytes).split('\u{fffd}', 1)[0]?.split('\n').length ?? 1;
    throw wrong(origin, line, [], 'not UTF-8');
  }
}

function parsed(origin: SettingsOrigin, toml: string): unknown {
  try {
    return parse(toml, { maxDepth: MAX_DEPTH, unsafeKeyBehaviour: 'throw' });
  } catch (error) {
    // The parser's message and the error itself quote the file, and with it the passphrase: neither goes any further.
    const [line, column] = error instanceof TomlError ? [error.line, error.column] : [1, 1];
    throw wrong(origin, line, [], `not TOML from column ${column} on`);
  }
}

function serverOf(stick: OneFile, defaults: OneFile): ServerSettings | 'none' {
  const own = stick.tables.server;
  const base = defaults.tables.server;
  if (own === undefined && base === undefined) return 'none';
  const missing = (key: string): Fault => missingIn('server', key, stick, defaults);
  const file = (key: 'known_hosts' | 'identity'): SettingsFile => {
    const found = fileOf(own?.[key], base?.[key]);
    if (found === 'none') throw missing(key);
    return found;
  };
  const hosts = own?.hosts ?? base?.hosts;
  if (hosts === undefined) throw missing('hosts');
  return {
    hosts,
    order: (own?.spread ?? base?.spread) ? 'by-serial' : 'as-listed',
    user: own?.user ?? base?.user ?? 'recovery',
    path: own?.path ?? base?.path ?? '/recovery',
    knownHosts: file('known_hosts'),
    identity: file('identity'),
    proxy: own?.proxy ?? base?.proxy ?? 'none',
    startJitterMs: (own?.start_jitter_seconds ?? base?.start_jitter_seconds ?? START_JITTER_SECONDS) * 1000,
  };
}

/** Without servers there is nobody to report to. */
function reportOf(stick: OneFile, defaults: OneFile): ReportSettings | 'none' {
  const own = stick.tables.report;
  const base = defaults.tables.report;
  if (own === undefined && base === undefined) return 'none';
  const { origin, toml } = own === undefined ? defaults : stick;
  if (stick.tables.server === undefined && defaults.tables.server === undefined)
    throw wrong(origin, tomlLine(toml, ['report']), ['report'], 'there is no [server]');
  const identity = fileOf(own?.identity, base?.identity);
  if (identity === 'none') throw missingIn('report', 'identity', stick, defaults);
  return {
    folder: own?.folder ?? base?.folder ?? '/drop',
    user: own?.user ?? base?.user ?? 'reports',
    identity,
  };
}

function fileOf(own: string | undefined, base: string | undefined): SettingsFile | 'none' {
  if (own !== undefined) return { from: 'stick', path: own };
  return base === undefined ? 'none' : { from: 'defaults', path: base };
}

/** At the table of the stick, or else at that of the defaults. */
function missingIn(table: 'server' | 'report', key: string, stick: OneFile, defaults: OneFile): Fault {
  const { origin, toml } = stick.tables[table] === undefined ? defaults : stick;
  return wrong(origin, tomlLine(toml, [table]), [table, key], 'missing');
}

function wrong(origin: SettingsOrigin, line: number, path: readonly PropertyKey[], problem: string): Fault {
  return new Fault('NET-30', { file: FILES[origin], line, key: quoted(keyOf(path)), problem });
}

/** As a person would write it, e.g. `server.hosts[1]`. */
function keyOf(path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`));
  return steps.join('').replace(/^\./, '');
}
