import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '../../core/faults.ts';
import { errnoOf } from '../../host/errno-of.ts';
import { Secret } from '../../net/secret.ts';
import { knownAs } from '../../net/server/known-as.ts';
import { type KnownHost, readKnownHosts } from '../../net/server/known-hosts.ts';
import { refuseUnusableKey } from '../../net/server/refuse-unusable-key.ts';
import { readNetworkSettings } from '../../net/settings/network-settings.ts';
import { addressName } from '../../net/settings/server-address.ts';
import type { ServerPlace } from '../tree/server-place.ts';

/** The files of a stick that tell it where its network and its server are, by their path on it. */
export type NetworkFiles = ReadonlyMap<string, Uint8Array>;

const SETTINGS = 'network.toml';
const KNOWN_HOSTS = 'keys/known_hosts';
const IDENTITY = 'keys/stick_identity';
const MAX_FILE_BYTES = 1 << 20;

/** A `network.toml` and the files that it names, which lie beside it. @throws Fault OPT-01, NET-14, NET-16, NET-30 */
export async function networkFilesOf(file: string): Promise<NetworkFiles> {
  const settings = await fileAt(file);
  const { server, report } = readNetworkSettings({ stick: settings, defaults: 'absent' });
  const files = new Map([[SETTINGS, settings]]);
  if (server === 'none') return files;
  const { knownHosts, identity } = server;
  files.set(knownHosts.path, await fileAt(join(dirname(file), knownHosts.path)));
  readKnownHosts(textOf(files.get(knownHosts.path)));
  const identities = report === 'none' ? [identity] : [identity, report.identity];
  for (const { path } of identities) {
    if (!files.has(path)) files.set(path, await fileAt(join(dirname(file), path)));
    refuseUnusableKey(new Secret(textOf(files.get(path))));
  }
  return files;
}

/**
 * The files for a stick that gets its data from the server that it was made from: with those lines of known_hosts that
 * are about the server, and with a key of the stick's own.
 * @param knownHosts the text of it @throws Fault OPT-01, NET-14, NET-16, NET-30
 */
export async function networkFilesFor(
  { address, user, path }: ServerPlace,
  knownHosts: string,
  identityFile: string,
): Promise<NetworkFiles> {
  const identity = await fileAt(identityFile);
  refuseUnusableKey(new Secret(textOf(identity)));
  const known = readKnownHosts(knownHosts);
  const about = (['none', 'cert-authority', 'revoked'] as const).flatMap((marker) => {
    const { exact, atStandardPort } = knownAs(known, address, marker);
    return [...exact, ...atStandardPort];
  });
  if (about.length === 0) {
    throw new Fault('NET-14', { file: 'known_hosts', problem: `it has no line for ${addressName(address)}` });
  }
  const lines = about.map((line) => knownHostsLine(line, addressName(address)));
  const toml = [
    '# Where this stick gets its recovery data.',
    '[server]',
    `hosts = [${JSON.stringify(hostText(address))}]`,
    `user = ${JSON.stringify(user)}`,
    `path = ${JSON.stringify(`${path}/recovery`)}`,
    `known_hosts = ${JSON.stringify(KNOWN_HOSTS)}`,
    `identity = ${JSON.stringify(IDENTITY)}`,
    '',
  ].join('\n');
  const settings = new TextEncoder().encode(toml);
  readNetworkSettings({ stick: settings, defaults: 'absent' });
  return new Map([
    [SETTINGS, settings],
    [KNOWN_HOSTS, new TextEncoder().encode(lines.join(''))],
    [IDENTITY, identity],
  ]);
}

/** As `network.toml` has it. */
function hostText({ host, port }: ServerPlace['address']): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** The name in plain words, whatever the line had: a pattern or a hash of it. */
function knownHostsLine({ marker, keyType, key }: KnownHost, name: string): string {
  const mark = marker === 'none' ? '' : `@${marker} `;
  return `${mark}${name} ${keyType} ${Buffer.from(key).toString('base64')}\n`;
}

async function fileAt(path: string): Promise<Uint8Array> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new Fault(
      'OPT-01',
      { option: path, problem: `it cannot be read (${errnoOf(error)})` },
      { cause: error },
    );
  });
  if (bytes.length > MAX_FILE_BYTES)
    throw new Fault('OPT-01', { option: path, problem: `it is longer than ${MAX_FILE_BYTES} bytes` });
  return bytes;
}

function textOf(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}
