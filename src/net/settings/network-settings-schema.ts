import { isIP } from 'node:net';
import * as z from 'zod';
import { Secret } from '../secret.ts';
import { passphraseProblem, type WifiSecurity } from './passphrase-problem.ts';
import { reaches } from './reaches.ts';
import { readIpPrefix } from './read-ip-prefix.ts';
import { readProxy } from './read-proxy.ts';
import { readServerAddress } from './read-server-address.ts';
import { ssidOf } from './ssid.ts';

const MAX_LIST = 16;
const MAX_PATH_CHARS = 1024;
/** Numbers 0 and 4095 of IEEE 802.1Q are reserved. */
const MAX_VLAN = 4094;
const MAX_START_JITTER_SECONDS = 300;

/** A text that `read` understands, or whose problem it says. */
function readBy<T>(read: (text: string) => T | string): z.ZodType<T, string> {
  return z.string('not a text in quotes').transform((text, context) => {
    const value = read(text);
    if (typeof value !== 'string') return value;
    context.addIssue(value);
    return z.NEVER;
  });
}

const ssid = readBy((text) => {
  const name = ssidOf(new TextEncoder().encode(text));
  return name === 'not-an-ssid' ? 'not 1 to 32 bytes long' : { name };
}).transform(({ name }) => name);

const wifi = z
  .strictObject({
    ssid,
    passphrase: z.string('not a text in quotes').exactOptional(),
    hidden: z.boolean('not true or false').default(false),
    security: z.enum(['auto', 'open', 'wpa2', 'wpa3'], 'not "open", "wpa2" or "wpa3"').default('auto'),
  })
  .superRefine(({ passphrase, security }, context) => {
    const message = wifiProblem(passphrase, security);
    if (message !== null) context.addIssue({ code: 'custom', path: ['passphrase'], message });
  })
  .transform(({ passphrase, ...rest }) => ({
    ...rest,
    passphrase: passphrase === undefined ? ('none' as const) : new Secret(passphrase),
  }));

function wifiProblem(passphrase: string | undefined, security: WifiSecurity): string | null {
  const isSecured = security === 'wpa2' || security === 'wpa3';
  if (passphrase === undefined) return isSecured ? 'missing' : null;
  return security === 'open' ? 'an open network has no passphrase' : passphraseProblem(passphrase, security);
}

const ipAddress = z
  .string('not a text in quotes')
  .refine((text) => isIP(text) !== 0 && !text.includes('%'), 'not an IP address');

const ip = z
  .strictObject({
    address: readBy(readIpPrefix).exactOptional(),
    gateway: ipAddress.exactOptional(),
    dns: z.array(ipAddress, 'not a list of IP addresses').max(MAX_LIST, 'too many').default([]),
    vlan: z.int('not a number').min(1, 'below 1').max(MAX_VLAN, `above ${MAX_VLAN}`).exactOptional(),
  })
  .superRefine(({ address, gateway }, context) => {
    if (gateway === undefined) return;
    const message = 'not in the network of the address, or there is no address';
    if (address === undefined || !reaches(address, gateway))
      context.addIssue({ code: 'custom', path: ['gateway'], message });
  })
  .transform(({ address, gateway, dns, vlan }) => ({
    address: address ?? ('dhcp' as const),
    gateway: gateway ?? null,
    dns,
    vlan: vlan ?? ('none' as const),
  }));

// It is opened below the data partition: nothing may lead out of it.
const relativeFile = z
  .string('not a text in quotes')
  .max(MAX_PATH_CHARS, 'too long')
  .refine(isInside, 'not the name of a file on the stick, such as keys/known_hosts');

function isInside(path: string): boolean {
  const steps = path.split('/');
  return /^[^\\\p{C}]+$/u.test(path) && steps.every((step) => !['', '.', '..'].includes(step));
}

const remoteFolder = z
  .string('not a text in quotes')
  .max(MAX_PATH_CHARS, 'too long')
  .refine(isFolder, 'not the path of a folder from the root of the server, such as /recovery');

function isFolder(path: string): boolean {
  return path.startsWith('/') && !/\p{C}/u.test(path) && !path.split('/').includes('..');
}

const user = z.string('not a text in quotes').regex(/^[!-~]{1,64}$/, 'not 1 to 64 letters, digits and signs');

const server = z.strictObject({
  hosts: z
    .array(readBy(readServerAddress), 'not a list of hosts')
    .min(1, 'empty')
    .max(MAX_LIST, 'too many')
    .exactOptional(),
  user: user.exactOptional(),
  path: remoteFolder.exactOptional(),
  known_hosts: relativeFile.exactOptional(),
  identity: relativeFile.exactOptional(),
  proxy: readBy(readProxy).exactOptional(),
  spread: z.boolean('not true or false').exactOptional(),
  start_jitter_seconds: z
    .int('not a whole number')
    .min(0, 'below 0')
    .max(MAX_START_JITTER_SECONDS, `above ${MAX_START_JITTER_SECONDS}`)
    .exactOptional(),
});

const report = z.strictObject({
  folder: remoteFolder.exactOptional(),
  user: user.exactOptional(),
  identity: relativeFile.exactOptional(),
});

const interfaces = z
  .array(z.enum(['wired', 'wireless'], 'not "wired" or "wireless"'), 'not a list')
  .min(1, 'empty')
  .refine((all) => new Set(all).size === all.length, 'an interface is there twice');

/** network.toml as it is written, each table checked by itself. No message repeats a value: one of them is a secret. */
export const NETWORK_SETTINGS_SCHEMA = z.strictObject({
  interfaces: interfaces.exactOptional(),
  store_download: z.boolean('not true or false').exactOptional(),
  wifi: wifi.exactOptional(),
  ip: ip.exactOptional(),
  server: server.exactOptional(),
  report: report.exactOptional(),
});
