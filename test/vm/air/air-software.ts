import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cp, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { buildLock } from '../../../initramfs/build-lock.ts';
import { buildPart, type Part, type Workshop } from '../../../initramfs/build-part.ts';
import { buildSoftware } from '../../../initramfs/build-software.ts';
import type { RecoverySoftware } from '../../../initramfs/recovery-software.ts';
import { treeDigest } from '../../../initramfs/tree-digest.ts';
import { unpackPackages } from '../../../initramfs/unpack-packages.ts';
import { type SshKeyPair, sshKeyPair } from '../../net/server/ssh-keys.ts';
import { bundleGuestScript } from '../bundle-guest-script.ts';
import { copyGuestPrograms } from '../copy-guest-programs.ts';
import { AIR, FILE, FILE_BYTES, RELEASE } from './files.ts';
import { NETWORKS, type NetworkName, subnetOf } from './networks.ts';
import { serverTexts } from './server-texts.ts';

export interface AirSoftware {
  readonly software: RecoverySoftware;
  /** Of the file that the guest reads. */
  readonly sha256: string;
  /** What belongs on a stick, by its path. */
  readonly stickFiles: Readonly<Record<'keys/known_hosts' | 'keys/id_ed25519', string>>;
}

const HERE = import.meta.dirname;
const PROJECT = join(HERE, '../../..');
const RECOVERY = join(PROJECT, 'build/recovery');
const PACKAGES = ['hostapd', 'dnsmasq-base', 'openssh-server', 'iw'] as const;
const PROGRAMS = ['usr/sbin/hostapd', 'usr/sbin/dnsmasq', 'usr/sbin/sshd', 'usr/sbin/iw'] as const;
/** Who the server logs in, and who it becomes before that. */
const USERS = [
  'recovery:*:1000:65534:Recovery:/:/nonexistent',
  'sshd:*:110:65534:sshd:/run/sshd:/nonexistent',
];

/**
 * A recovery like that of every stick, with two simulated radios, access points at one of them, and a server behind
 * those that has the releases.
 */
export async function airSoftware(
  releases: readonly string[],
  log: (line: string) => void,
): Promise<AirSoftware> {
  const workshop: Workshop = { folder: join(PROJECT, 'build/vm/air'), log };
  await using lock = new AsyncDisposableStack();
  lock.use(await buildLock(workshop.folder));
  const packages = await packagesPart(workshop);
  const overlay = await overlayPart(workshop, packages, releases);
  const variant = {
    name: 'air',
    modules: ['mac80211_hwsim'],
    overlay: join(overlay.folder, 'overlay'),
  };
  const software = await buildSoftware({ out: RECOVERY, variant, log });
  const air = join(variant.overlay, AIR);
  const file = await readFile(join(variant.overlay, 'srv/rsd/recovery', RELEASE, FILE));
  return {
    software,
    sha256: createHash('sha256').update(file).digest('hex'),
    stickFiles: {
      'keys/known_hosts': readFileSync(join(air, 'known_hosts'), 'utf8'),
      'keys/id_ed25519': readFileSync(join(air, 'id_ed25519'), 'utf8'),
    },
  };
}

/** `tree`: Debian packages, unpacked. */
function packagesPart(workshop: Workshop): Promise<Part> {
  return buildPart(workshop, {
    name: 'packages',
    inputs: PACKAGES,
    make: (folder) => unpackPackages(PACKAGES, join(folder, 'tree'), 'true'),
  });
}

/** `overlay`: what the root filesystem has beyond that of every stick. */
async function overlayPart(workshop: Workshop, packages: Part, releases: readonly string[]): Promise<Part> {
  const own = join(RECOVERY, 'system/tree');
  const texts = serverTexts();
  const code = await Promise.all(['src', 'test/vm/air'].map((name) => treeDigest(join(PROJECT, name))));
  const manifests = releases.map((release) => readFileSync(join(release, 'manifest.json')));
  return buildPart(workshop, {
    name: 'overlay',
    inputs: [packages.key, await treeDigest(own), JSON.stringify(texts), ...code, ...manifests],
    make: async (folder) => {
      const overlay = join(folder, 'overlay');
      const air = join(overlay, AIR);
      cpSync(join(HERE, 'overlay'), overlay, { recursive: true });
      await copyGuestPrograms({ tree: join(packages.folder, 'tree'), programs: PROGRAMS, own }, air);
      for (const [name, text] of Object.entries(texts)) writeFileSync(join(air, name), text);
      makeKeys(folder, air);
      writeUsers(overlay);
      await bundleGuestScript(join(HERE, 'try-networks.ts'), join(air, 'try-networks.js'));
      await copyReleases(releases, join(overlay, 'srv/rsd/recovery'));
    },
  });
}

function makeKeys(folder: string, air: string): void {
  const pair = (name: string): SshKeyPair => sshKeyPair(folder, name, 'ed25519');
  const [host, user] = [pair('host_ed25519'), pair('id_ed25519')];
  const names = Object.keys(NETWORKS) as NetworkName[];
  const addresses = names.map((name) => `[${subnetOf(name)}.1]:2222`).join(',');
  mkdirSync(join(air, 'keys'), { recursive: true });
  writeFileSync(join(air, 'keys/host_ed25519'), host.privateKey);
  writeFileSync(join(air, 'keys/authorized_keys'), `${user.publicLine}\n`);
  writeFileSync(join(air, 'known_hosts'), `${addresses} ${host.publicLine}\n`);
  writeFileSync(join(air, 'id_ed25519'), user.privateKey);
}

function writeUsers(overlay: string): void {
  const own = readFileSync(join(PROJECT, 'initramfs/rootfs/etc/passwd'), 'utf8');
  mkdirSync(join(overlay, 'etc'), { recursive: true });
  writeFileSync(join(overlay, 'etc/passwd'), `${own}${USERS.join('\n')}\n`);
}

async function copyReleases(releases: readonly string[], to: string): Promise<void> {
  const sample = join(to, RELEASE);
  mkdirSync(sample, { recursive: true });
  const pattern = createHash('shake256', { outputLength: FILE_BYTES }).update(FILE).digest();
  writeFileSync(join(sample, FILE), pattern);
  for (const release of releases) await cp(release, join(to, basename(release)), { recursive: true });
}
