import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { freePort, realSshd } from '../net/server/real-sshd.ts';
import { sshKeyPair } from '../net/server/ssh-keys.ts';
import { tool } from '../tool.ts';
import { documented } from './network-docs.ts';
import { type NetworkRelay, networkRelay } from './network-relay.ts';

/** A real OpenSSH server on this computer, and what belongs on a stick for a netbook in QEMU that is to use it. */
export interface RecoveryServer extends AsyncDisposable {
  readonly setUp: 'as-documented' | 'without-account-and-chroot';
  /** Of sshd itself. */
  readonly port: number;
  /** The way that the stick names, instead of the one straight to sshd. */
  readonly relay: NetworkRelay;
  /** The folder of this computer that it serves. */
  readonly tree: string;
  /** Who logs in there, and where that folder is for it. */
  readonly account: { readonly user: string; readonly path: string };
  /** The text of the private key. */
  readonly identity: string;
  /** The drop folder on this computer, and the text of the private key for it. */
  readonly reports: { readonly drop: string; readonly identity: string } | 'none';
  /** The texts of `network.toml`, `keys/known_hosts` and `keys/id_ed25519`, by their paths. */
  readonly stickFiles: Readonly<Record<string, string>>;
  /** The log of sshd so far. */
  said(): string;
}

/** This computer, as a netbook in QEMU sees it. */
export const HOST_IN_QEMU = '10.0.2.2';

const SETUP = join(import.meta.dirname, '../../tools/setup-debian.sh');
const EXAMPLE_HOST = 'recovery.example.com';
const EXAMPLE_PORT = '2222';

/**
 * Sets a server up by the commands and the configuration of docs/server.md. They run in a mount namespace of their own, so
 * that they change the accounts and the folders of nobody else. Where that is not allowed, sshd runs as the user of the
 * tests, without the chroot, and says so.
 * @param folder is made; sshd.log is written into the folder around it
 */
export async function recoveryServer(folder: string, releases: readonly string[]): Promise<RecoveryServer> {
  mkdirSync(folder, { recursive: true });
  const set = tool('sh', SETUP, 'openssh-server', 'openssh-client');
  if (set.status !== 0) throw new Error(set.stderr);
  if (tool('unshare', '--mount', 'true').status === 0) return await asDocumented(folder, releases);
  console.warn('sshd runs without its account and its chroot: that needs root rights');
  return await withoutChroot(folder, releases);
}

async function asDocumented(folder: string, releases: readonly string[]): Promise<RecoveryServer> {
  await using held = new AsyncDisposableStack();
  const port = await freePort();
  const relay = held.use(await networkRelay(port));
  const config = join(folder, 'sshd_config');
  const address = { [`0.0.0.0:${EXAMPLE_PORT}`]: `127.0.0.1:${port}` };
  writeFileSync(
    config,
    `${documented('sshd', 'sshd_config', address)}\n${documented('Reports', 'sshd_config')}`,
  );
  const host = { [`[${EXAMPLE_HOST}]:${EXAMPLE_PORT}`]: `[${HOST_IN_QEMU}]:${relay.port}` };
  const script = [
    ALONE,
    documented('The account and the keys', 'sh'),
    documented('Reports', 'sh'),
    `install -m 644 ${quoted(config)} /etc/ssh/recovery/sshd_config`,
    ...releases.map((from) => documented('The recovery data', 'sh', { './nimbus-1.10.0': quoted(from) })),
    documented('The sticks', 'sh', host),
    '/usr/sbin/sshd -t -f /etc/ssh/recovery/sshd_config',
    'exec /usr/sbin/sshd -D -e -f /etc/ssh/recovery/sshd_config',
  ].join('\n');
  const log = join(folder, '../sshd.log');
  const child = sshdAlone(script, folder, log);
  held.defer(() => ended(child));
  await listening(child, log);
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const all = held.move();
  return {
    setUp: 'as-documented',
    port,
    relay,
    tree: join(folder, 'srv/rsd'),
    account: { user: 'recovery', path: '' },
    identity: read('id_ed25519'),
    reports: { drop: join(folder, 'srv/rsd-reports/drop'), identity: read('id_reports') },
    stickFiles: {
      'network.toml': networkToml(relay),
      'keys/known_hosts': read('known_hosts'),
      'keys/id_ed25519': read('id_ed25519'),
    },
    said: () => readFileSync(log, 'utf8'),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/** The kernel ends it with the thread that started it. */
function sshdAlone(script: string, folder: string, log: string): ChildProcess {
  const descriptor = openSync(log, 'w');
  try {
    return spawn('setpriv', ['--pdeathsig', 'TERM', 'unshare', '--mount', 'sh', '-euc', script], {
      cwd: folder,
      stdio: ['ignore', 'ignore', descriptor],
    });
  } finally {
    closeSync(descriptor);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}

/** `/etc` in memory, and `/srv` in the folder that this runs in: both for this process and its children only. */
const ALONE = `
mkdir etc srv
mount -t tmpfs -o mode=755 tmpfs etc
cp -a /etc/. etc
mount --bind etc /etc
chmod 755 srv
mount --bind srv /srv
mkdir -p /run/sshd
`;

async function withoutChroot(folder: string, releases: readonly string[]): Promise<RecoveryServer> {
  const path = join(folder, 'recovery');
  for (const from of releases) await cp(from, join(path, basename(from)), { recursive: true });
  const hostKey = sshKeyPair(folder, 'host_ed25519', 'ed25519');
  const userKey = sshKeyPair(folder, 'id_ed25519', 'ed25519');
  const sshd = await realSshd(folder, [hostKey], userKey);
  const relay = await networkRelay(sshd.port);
  const login = `user = ${JSON.stringify(userInfo().username)}\npath = ${JSON.stringify(path)}\n`;
  return {
    setUp: 'without-account-and-chroot',
    port: sshd.port,
    relay,
    tree: folder,
    account: { user: userInfo().username, path: folder },
    identity: userKey.privateKey,
    reports: 'none',
    stickFiles: {
      'network.toml': networkToml(relay) + login,
      'keys/known_hosts': `[${HOST_IN_QEMU}]:${relay.port} ${hostKey.publicLine}\n`,
      'keys/id_ed25519': userKey.privateKey,
    },
    said: () => sshd.said(),
    async [Symbol.asyncDispose]() {
      await relay[Symbol.asyncDispose]();
      await sshd[Symbol.asyncDispose]();
    },
  };
}

function networkToml(relay: NetworkRelay): string {
  return documented('The sticks', 'toml', {
    [`${EXAMPLE_HOST}:${EXAMPLE_PORT}`]: `${HOST_IN_QEMU}:${relay.port}`,
  });
}

async function listening(child: ChildProcess, log: string): Promise<void> {
  const said = (): string => readFileSync(log, 'utf8');
  for (let tries = 0; tries < 1200 && !said().includes('Server listening'); tries += 1) {
    if (child.exitCode !== null) throw new Error(`The server was not set up: ${said()}`);
    await wait(50);
  }
  if (!said().includes('Server listening')) throw new Error(`The server was not set up in time: ${said()}`);
}

function quoted(path: string): string {
  return `'${path.replaceAll("'", `'\\''`)}'`;
}
