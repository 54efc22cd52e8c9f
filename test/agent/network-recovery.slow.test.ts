import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect as dial, type Server, type Socket } from 'node:net';
import { machine, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Arch } from '../../src/core/device.ts';
import { makeRootfs } from '../../src/simulate/make-rootfs.ts';
import { newKey, newReleaseKeys, publicHalf } from '../../src/simulate/simulated-keys.ts';
import { writeNetbookFiles } from '../../src/simulate/write-netbook-files.ts';
import { writeRelease } from '../../src/simulate/write-release.ts';
import { bootableKernels } from '../install/bootable-kernels.ts';
import { realSshd } from '../net/server/real-sshd.ts';
import { type SshKeyPair, sshKeyPair } from '../net/server/ssh-keys.ts';
import { testWith } from '../tool.ts';

const MIB = 1 << 20;
const AGENT = new URL('../../src/agent/main.ts', import.meta.url).pathname;
const ID = 'nimbus-1.10';
const CUT_AFTER_BYTES = 6 * MIB;

const folder = mkdtempSync(join(tmpdir(), 'rsd-net-'));
const release = newKey();
let hostKey: SshKeyPair;
let userKey: SshKeyPair;

beforeAll(async () => {
  hostKey = sshKeyPair(folder, 'host', 'ed25519');
  userKey = sshKeyPair(folder, 'user', 'ed25519');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tests run on machines that the agent knows
  const arch = machine() as Arch;
  const rootfs = await makeRootfs('Nimbus OS', '1.10', 40 * MIB);
  const spec = { id: ID, osName: 'Nimbus OS', osVersion: '1.10', hwid: 'NIMBUS', arch, version: 1, rootfs };
  await writeRelease(join(folder, 'recovery'), { ...spec, packing: 'plain' }, newReleaseKeys(release));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A netbook whose stick names a server and has nothing else. */
async function netbook(name: string, port: number): Promise<string> {
  const root = join(folder, name);
  mkdirSync(join(root, 'usr/share/rsd/keys'), { recursive: true });
  mkdirSync(join(root, 'media/stick/keys'), { recursive: true });
  const facts = { hwid: 'NIMBUS A2B', serial: 'N1', developerSwitch: 'off', diskBytes: 128 * MIB } as const;
  await writeNetbookFiles(root, facts);
  for (const key of ['root_key', 'recovery_key'])
    writeFileSync(join(root, `usr/share/rsd/keys/${key}.vbpubk`), publicHalf(release));
  const settings = [
    '[server]',
    `hosts = ["127.0.0.1:${port}"]`,
    `user = "${process.env['USER'] ?? 'root'}"`,
    `path = "${join(folder, 'recovery')}"`,
    'known_hosts = "keys/known_hosts"',
    'identity = "keys/id_ed25519"',
    'start_jitter_seconds = 0',
  ];
  writeFileSync(join(root, 'media/stick/network.toml'), `${settings.join('\n')}\n`);
  writeFileSync(join(root, 'media/stick/keys/known_hosts'), `[127.0.0.1]:${port} ${hostKey.publicLine}\n`);
  writeFileSync(join(root, 'media/stick/keys/id_ed25519'), userKey.privateKey);
  return root;
}

interface Ended {
  readonly status: number | null;
  readonly output: string;
}

async function recovered(root: string): Promise<Ended> {
  const child = spawn(process.execPath, [AGENT, 'run', '--unattended', '--root', root], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const hear = (stream: ChildProcess['stdout']): unknown =>
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  hear(child.stdout);
  hear(child.stderr);
  await once(child, 'close');
  return { status: child.exitCode, output };
}

/** A wire to the server that is cut once, and again whole. */
async function wire(toPort: number, cutAfterBytes: number): Promise<Server & { port: number }> {
  let passedBytes = 0;
  let cuts = 0;
  const server = createServer((near: Socket) => {
    const far = dial(toPort, '127.0.0.1');
    const end = (): void => [near, far].forEach((one) => one.destroy());
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('error', end).on('close', end);
      from.pipe(to);
    }
    far.on('data', (chunk: Buffer) => {
      passedBytes += chunk.length;
      if (cuts > 0 || passedBytes < cutAfterBytes) return;
      cuts += 1;
      end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return Object.assign(server, { port: typeof address === 'object' && address ? address.port : 0 });
}

testWith('sshd', 'ssh-keygen')(
  'an agent recovers from a real OpenSSH server over a line that breaks, keeps what it fetched, and tells nobody its key',
  async () => {
    await using sshd = await realSshd(folder, [hostKey], userKey);
    const line = await wire(sshd.port, CUT_AFTER_BYTES);
    const root = await netbook('first', line.port);
    const { status, output } = await recovered(root);
    line.close();
    expect(output).toContain('PASS: recovery is complete');
    expect(status).toBe(0);
    expect(output).toContain('connection to the recovery server was lost');
    const disk = readFileSync(join(root, 'dev/nvme0n1'));
    const read = (at: number, length: number): Uint8Array => disk.subarray(at, at + length);
    expect(bootableKernels(read, disk.length).length).toBeGreaterThan(0);
    const stick = join(root, 'media/stick');
    for (const file of readdirSync(join(folder, 'recovery', ID)))
      expect(readFileSync(join(stick, 'recovery', ID, file)).equals(servedFile(file))).toBe(true);
    const secret = userKey.privateKey.split('\n')[2] ?? 'no key';
    const logs = readdirSync(join(stick, 'rsd-logs')).map((file) =>
      readFileSync(join(stick, 'rsd-logs', file), 'utf8'),
    );
    expect(secret.length).toBeGreaterThan(20);
    expect([output, ...logs].filter((text) => text.includes(secret))).toEqual([]);

    const next = await netbook('next', 1);
    cpSync(join(stick, 'recovery'), join(next, 'media/stick/recovery'), { recursive: true });
    expect((await recovered(next)).status).toBe(0);
  },
);

function servedFile(name: string): Buffer {
  return readFileSync(join(folder, 'recovery', ID, name));
}

testWith('sshd', 'ssh-keygen')(
  'an agent that meets another host key than the one in known_hosts leaves the disk untouched',
  async () => {
    await using sshd = await realSshd(folder, [hostKey], userKey);
    const root = await netbook('wrong', sshd.port);
    const before = readFileSync(join(root, 'dev/nvme0n1'));
    writeFileSync(
      join(root, 'media/stick/keys/known_hosts'),
      `[127.0.0.1]:${sshd.port} ${userKey.publicLine}\n`,
    );
    const { status, output } = await recovered(root);
    expect(output).toContain('NET-05');
    expect(status).toBe(10);
    expect(readFileSync(join(root, 'dev/nvme0n1')).equals(before)).toBe(true);
  },
);
