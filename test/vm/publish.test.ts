import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, test } from 'vitest';
import { DEVELOPMENT_KEYS } from '../../initramfs/build-software.ts';
import { exportSoftware } from '../../initramfs/export-software.ts';
import type { FirmwareTables } from '../../vm/acpi-table.ts';
import { startOs } from '../../vm/start-os.ts';
import { unattendedRecovery } from '../../vm/unattended-recovery.ts';
import { realSshd } from '../net/server/real-sshd.ts';
import { type SshKeyPair, sshKeyPair } from '../net/server/ssh-keys.ts';
import { machineFolder } from './machine-folder.ts';
import { networkNimbus } from './network-machine.ts';
import { networkRelay } from './network-relay.ts';
import { placesOfKey } from './network-secrets.ts';
import { stickTexts } from './network-stick-files.ts';
import { poweredOn } from './powered-on.ts';
import { type RecoveryServer, recoveryServer } from './recovery-server.ts';
import { bootedLine, SYSTEMS, type SystemName } from './systems.ts';

const RSD = join(import.meta.dirname, '../../bin/rsd');
/** Four starts of a netbook, and what is before. */
const LIMIT_MS = 1_500_000;
/** Those that a netbook in QEMU has for itself. */
const IN_QEMU = '10.0.2.';

interface Model {
  readonly system: SystemName;
  readonly tables: Partial<FirmwareTables>;
}

const MODELS: readonly Model[] = [
  { system: 'current', tables: { hwid: 'NIMBUS A2B-C3D-E4F', sku: 42 } },
  { system: 'otherModel', tables: { hwid: 'CIRRUS X9Y', sku: 7 } },
];

const releases = inject('releases');

/** An address by which this computer and a netbook in QEMU alike know it: the stick has that of its tree. */
const OWN_ADDRESS = Object.values(networkInterfaces())
  .flat()
  .find((one) => one?.family === 'IPv4' && !one.internal && !one.address.startsWith(IN_QEMU))?.address;

test.skipIf(OWN_ADDRESS === undefined)(
  'a network-only stick recovers two different models from a served tree made by rsd publish',
  async () => {
    const folder = machineFolder('publish');
    await using server = await recoveryServer(join(folder, 'server'), []);
    await published(folder, server);
    await using relay = await networkRelay(server.port, `${OWN_ADDRESS}`);
    const stick = await networkOnlyStick(folder, server, `${OWN_ADDRESS}:${relay.port}`);
    for (const { system, tables } of MODELS) {
      const its = join(folder, system);
      mkdirSync(its);
      const copy = join(its, 'stick.img');
      copyFileSync(stick, copy);
      const netbook = await networkNimbus(its, 'user', tables);
      {
        await using machine = (await poweredOn(netbook, { stick: copy })).machine;
        await unattendedRecovery(machine);
      }
      expect(await startOs(netbook, 'recovered')).toBe(bootedLine(SYSTEMS[system]));
      const traces = { folders: [folder, its], stickTexts: await stickTexts(copy) };
      expect(placesOfKey(server.identity, traces)).toEqual(['keys/stick_identity']);
    }
  },
  LIMIT_MS,
);

/** Fills the tree of the server through the sshd of its administrator: the account of the netbooks can write nothing. */
async function published(folder: string, server: RecoveryServer): Promise<void> {
  const [hostKey, adminKey] = [
    sshKeyPair(folder, 'admin_host', 'ed25519'),
    sshKeyPair(folder, 'admin', 'ed25519'),
  ];
  await using sshd = await realSshd(folder, [hostKey], adminKey, ['ForceCommand internal-sftp']);
  const knownHosts = knownHostsFile(folder, 'admin_known_hosts', `127.0.0.1:${sshd.port}`, hostKey);
  const parts = join(folder, 'parts');
  const software = await exportSoftware(inject('software'), DEVELOPMENT_KEYS, parts);
  const place = `sftp://${sshd.user}@127.0.0.1:${sshd.port}${server.tree}`;
  const things = [releases.current, releases.otherModel, join(parts, 'software', software)];
  const login = ['--known-hosts', knownHosts, '--identity', adminKey.file];
  await rsd(folder, 'publish', ...things, '--to', place, ...login);
  const ids = [SYSTEMS.current.id, SYSTEMS.otherModel.id].toSorted();
  const index = readFileSync(join(server.tree, 'recovery/index.json'), 'utf8');
  expect(JSON.parse(index)).toEqual({ releases: ids });
}

/** Made from the server itself, as docs/rsd.md says, with the key that the netbooks log in with. */
async function networkOnlyStick(folder: string, server: RecoveryServer, host: string): Promise<string> {
  const { user, path } = server.account;
  const [, ...publicLine] = `${server.stickFiles['keys/known_hosts']}`.trim().split(' ');
  const knownHosts = knownHostsFile(folder, 'known_hosts', host, { publicLine: publicLine.join(' ') });
  const identity = join(folder, 'stick_key');
  writeFileSync(identity, server.identity, { mode: 0o600 });
  const stick = join(folder, 'stick.img');
  const from = ['--network-only', '--from', `sftp://${user}@${host}${path}`];
  const keys = ['--known-hosts', knownHosts, '--identity', identity, '--stick-identity', identity];
  const said = await rsd(folder, 'create', ...from, ...keys, '--unattended', '--image', stick);
  expect(said).toContain('done');
  return stick;
}

function knownHostsFile(
  folder: string,
  name: string,
  host: string,
  { publicLine }: Pick<SshKeyPair, 'publicLine'>,
): string {
  const file = join(folder, name);
  const [address, port] = host.split(':');
  writeFileSync(file, `[${address}]:${port} ${publicLine}\n`);
  return file;
}

/** Runs `rsd` beside this process, through which its connections go. @throws with what it said */
async function rsd(folder: string, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') };
  const { stdout } = await promisify(execFile)(RSD, args, { env });
  return stdout;
}
