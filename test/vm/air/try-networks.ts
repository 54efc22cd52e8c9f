import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { toFault } from '../../../src/core/faults.ts';
import type { RecoverySource } from '../../../src/core/ports.ts';
import { networkManagerTools } from '../../../src/host/network-manager.ts';
import { systemClock } from '../../../src/host/system-clock.ts';
import { bringUpLink } from '../../../src/net/link/bring-up-link.ts';
import { nmcliNetworkManager } from '../../../src/net/link/nmcli-network-manager.ts';
import { Secret } from '../../../src/net/secret.ts';
import { openRecoveryServer } from '../../../src/net/server/open-recovery-server.ts';
import { readNetworkSettings } from '../../../src/net/settings/network-settings.ts';
import { ATTEMPTS, type Attempt, SECRET_WORDS } from './attempts.ts';
import { AIR, FILE, MARK, RELEASE } from './files.ts';
import { type Heard, listen } from './heard.ts';

// Runs in the recovery: tries every network as the agent does, and tells the serial console how it went.

const ATTEMPT_MS = 150_000;
const PATIENCE = { firstDelayMs: 500, maxDelayMs: 2000, giveUpMs: 20_000 };
/** Said wherever a passphrase must not be, to see that it would be found there. */
const CANARY = 'Canary4719';
const CANARY_MS = 2000;

const told: string[] = [];
const tools = networkManagerTools();
const networkManager = nmcliNetworkManager({
  ...tools,
  async nmcli(args, signal) {
    const result = await tools.nmcli(args, signal);
    note({ args, ...result });
    return result;
  },
});

const stop = new AbortController();
const listening = listen(told, stop.signal);
say({ kind: 'begin' });
for (const attempt of ATTEMPTS) say({ kind: 'attempt', ...(await outcomeOf(attempt)) });
await sing();
stop.abort();
const heardAll = await listening;
say({
  kind: 'end',
  passphrases: found(heardAll, SECRET_WORDS),
  canary: found(heardAll, [CANARY]),
  nmcli: heardAll.arguments.split('\n').filter((line) => line.startsWith('nmcli\0')).length,
  regulatory: heardAll.journal.split('\n').filter((line) => /cfg80211|regulatory/.test(line)),
});

function say(line: object): void {
  appendFileSync('/dev/console', `${MARK}${JSON.stringify(line)}\n`);
}

function note(what: unknown): void {
  told.push(inspect(what, { depth: 9, maxStringLength: null, maxArrayLength: null }), JSON.stringify(what));
}

async function outcomeOf(attempt: Attempt): Promise<object> {
  const begunMs = performance.now();
  const since = (): number => Math.round((performance.now() - begunMs) / 100) / 10;
  const { name } = attempt;
  try {
    const read = await linkAndRead(attempt, AbortSignal.timeout(ATTEMPT_MS), since);
    return { name, end: 'read', seconds: since(), ...read };
  } catch (error) {
    note(error);
    const { code, facts } = toFault(error);
    note(facts);
    return { name, end: code, seconds: since(), facts };
  }
}

async function linkAndRead(attempt: Attempt, signal: AbortSignal, since: () => number): Promise<object> {
  const settings = readNetworkSettings({ stick: Buffer.from(tomlOf(attempt)), defaults: 'absent' });
  const { server } = settings;
  if (server === 'none') throw new TypeError('The settings name no server');
  const ports = {
    networkManager,
    clock: systemClock,
    askForWifi: 'nobody-is-there',
    newUuid: () => randomUUID(),
  } as const;
  const link = await bringUpLink(settings, ports, note, signal);
  const linkSeconds = since();
  const texts = {
    knownHosts: readFileSync(`${AIR}/known_hosts`, 'utf8'),
    identity: new Secret(readFileSync(`${AIR}/id_ed25519`, 'utf8')),
  };
  const { hosts: addresses, user, path, proxy } = server;
  const recoveryServer = { addresses, user, path, proxy, ...texts };
  await using source = await openRecoveryServer(recoveryServer, PATIENCE, systemClock, note, signal);
  const [releases, sha256] = [await source.list(signal), await digestOf(source, signal)];
  return { linkSeconds, network: link.network, addresses: link.addresses, releases, sha256 };
}

function tomlOf({ ssid, passphrase, hidden = false, address }: Attempt): string {
  const text = (value: string): string => JSON.stringify(value);
  return [
    'interfaces = ["wireless"]',
    '[wifi]',
    `ssid = ${text(ssid)}`,
    ...(passphrase === undefined ? [] : [`passphrase = ${text(passphrase)}`]),
    `hidden = ${hidden}`,
    '[server]',
    `hosts = ["${address}:2222"]`,
    'known_hosts = "keys/known_hosts"',
    'identity = "keys/id_ed25519"',
  ].join('\n');
}

async function digestOf(source: RecoverySource, signal: AbortSignal): Promise<string> {
  const file = await source.openPayload(RELEASE, FILE, signal);
  if (file === 'absent') return 'absent';
  await using payload = file;
  const content = new Uint8Array(payload.sizeBytes);
  const bytes = await payload.read(0, content, signal);
  return createHash('sha256').update(content.subarray(0, bytes)).digest('hex');
}

async function sing(): Promise<void> {
  const script = `setTimeout(() => undefined, ${CANARY_MS})`;
  const env = { ...process.env, SONG: CANARY };
  const bird = spawn(process.execPath, ['-e', script, CANARY], { env, stdio: 'ignore' });
  // To the journal.
  console.log(CANARY);
  note(CANARY);
  await once(bird, 'close');
}

/** Where each word was found, and how often. */
function found(heard: Heard, words: readonly string[]): Readonly<Record<string, number>> {
  const counts = Object.entries(heard).flatMap(([place, text]) =>
    words.map((word) => [`${place} ${word}`, text.split(word).length - 1] as const),
  );
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
