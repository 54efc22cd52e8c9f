import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { machine } from 'node:os';
import { join } from 'node:path';
import type { Arch } from '../../src/core/device.ts';
import { makeRootfs } from '../../src/simulate/make-rootfs.ts';
import { newKey, newReleaseKeys, publicHalf } from '../../src/simulate/simulated-keys.ts';
import { writeNetbookFiles } from '../../src/simulate/write-netbook-files.ts';
import { writeRelease } from '../../src/simulate/write-release.ts';
import { type SshKeyPair, sshKeyPair } from '../net/server/ssh-keys.ts';
import { tool } from '../tool.ts';

/** A line of simulated netbooks whose sticks name servers and hold nothing else, and what the servers have for them. */
export interface NetbookLine extends Disposable {
  readonly folder: string;
  /** The recovery tree for the servers. */
  readonly tree: string;
  readonly hostKey: SshKeyPair;
  readonly userKey: SshKeyPair;
  /** The agent as a device runs it: one bundle, which starts faster than a checkout. */
  readonly agent: string;
  /** Makes a netbook and returns its folder. `settings` are further lines of `[server]`. */
  netbook(serial: string, ports: readonly number[], settings?: readonly string[]): Promise<string>;
}

export const RELEASE = 'nimbus-1.10';

const MIB = 1 << 20;
/** Kernels, the other slot and the person's files. */
const DISK_BESIDES_BYTES = 32 * MIB;
const PROJECT = join(import.meta.dirname, '../..');

/** @param parent the folder in which it makes one of its own */
export async function netbookLine(parent: string, rootfsBytes: number): Promise<NetbookLine> {
  const folder = mkdtempSync(join(parent, 'rsd-line-'));
  const [hostKey, userKey] = [sshKeyPair(folder, 'host', 'ed25519'), sshKeyPair(folder, 'user', 'ed25519')];
  const maker = newKey();
  const tree = join(folder, 'recovery');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tests run on machines that the agent knows
  const arch = machine() as Arch;
  const rootfs = await makeRootfs('Nimbus OS', '1.10', rootfsBytes);
  const spec = {
    id: RELEASE,
    osName: 'Nimbus OS',
    osVersion: '1.10',
    hwid: 'NIMBUS',
    arch,
    version: 1,
    rootfs,
  };
  await writeRelease(tree, { ...spec, packing: 'plain' }, newReleaseKeys(maker));
  const bundle = join(folder, 'agent');
  const made = tool(
    'sh',
    join(PROJECT, 'tools/with-node.sh'),
    'sh',
    join(PROJECT, 'tools/bundle.sh'),
    bundle,
  );
  if (made.status !== 0) throw new Error(`The agent was not bundled: ${made.stderr}`);
  const files = { root: publicHalf(maker), diskBytes: 2 * rootfs.image.length + DISK_BESIDES_BYTES };
  return {
    folder,
    tree,
    hostKey,
    userKey,
    agent: join(bundle, 'rsd-agent.js'),
    async netbook(serial, ports, settings = []) {
      const root = join(folder, serial);
      const { diskBytes } = files;
      await writeNetbookFiles(root, { hwid: 'NIMBUS A2B', serial, developerSwitch: 'off', diskBytes });
      mkdirSync(join(root, 'usr/share/rsd/keys'), { recursive: true });
      for (const key of ['root_key', 'recovery_key'])
        writeFileSync(join(root, `usr/share/rsd/keys/${key}.vbpubk`), files.root);
      const stick = join(root, 'media/stick');
      mkdirSync(join(stick, 'keys'), { recursive: true });
      writeFileSync(join(stick, 'network.toml'), networkToml(tree, ports, settings));
      const known = ports.map((port) => `[127.0.0.1]:${port} ${hostKey.publicLine}\n`);
      writeFileSync(join(stick, 'keys/known_hosts'), known.join(''));
      writeFileSync(join(stick, 'keys/id_ed25519'), userKey.privateKey);
      return root;
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

function networkToml(tree: string, ports: readonly number[], settings: readonly string[]): string {
  const lines = [
    '[server]',
    `hosts = ${JSON.stringify(ports.map((port) => `127.0.0.1:${port}`))}`,
    `user = ${JSON.stringify(process.env['USER'] ?? 'root')}`,
    `path = ${JSON.stringify(tree)}`,
    'known_hosts = "keys/known_hosts"',
    'identity = "keys/id_ed25519"',
    ...settings,
  ];
  return `${lines.join('\n')}\n`;
}
