import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { machine, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Arch } from '../../src/core/device.ts';
import { readReport } from '../../src/report/read-report.ts';
import { reportName } from '../../src/report/report-name.ts';
import type { RunReport } from '../../src/report/run-report.ts';
import { makeRootfs } from '../../src/simulate/make-rootfs.ts';
import { newKey, newReleaseKeys, publicHalf } from '../../src/simulate/simulated-keys.ts';
import { writeNetbookFiles } from '../../src/simulate/write-netbook-files.ts';
import { writeRelease } from '../../src/simulate/write-release.ts';
import { freePort, realSshd } from '../net/server/real-sshd.ts';
import { type SshKeyPair, sshKeyPair } from '../net/server/ssh-keys.ts';
import { testWith } from '../tool.ts';

const MIB = 1 << 20;
const AGENT = new URL('../../src/agent/main.ts', import.meta.url).pathname;

const folder = mkdtempSync(join(tmpdir(), 'rsd-reports-'));
const release = newKey();
let hostKey: SshKeyPair;
let userKey: SshKeyPair;

beforeAll(async () => {
  hostKey = sshKeyPair(folder, 'host', 'ed25519');
  userKey = sshKeyPair(folder, 'user', 'ed25519');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tests run on machines that the agent knows
  const arch = machine() as Arch;
  const rootfs = await makeRootfs('Nimbus OS', '1.10', 8 * MIB);
  const spec = {
    id: 'nimbus-1.10',
    osName: 'Nimbus OS',
    osVersion: '1.10',
    hwid: 'NIMBUS',
    arch,
    version: 1,
    rootfs,
  };
  await writeRelease(join(folder, 'recovery'), { ...spec, packing: 'plain' }, newReleaseKeys(release));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Netbook {
  readonly root: string;
  readonly stick: string;
}

/** A netbook without recovery data on its stick. */
async function netbook(serial: string): Promise<Netbook> {
  const root = join(folder, serial);
  const stick = join(root, 'media/stick');
  mkdirSync(join(root, 'usr/share/rsd/keys'), { recursive: true });
  mkdirSync(join(stick, 'keys'), { recursive: true });
  await writeNetbookFiles(root, { hwid: 'NIMBUS A2B', serial, developerSwitch: 'off', diskBytes: 96 * MIB });
  for (const key of ['root_key', 'recovery_key'])
    writeFileSync(join(root, `usr/share/rsd/keys/${key}.vbpubk`), publicHalf(release));
  return { root, stick };
}

function reportsTo({ stick }: Netbook, port: number, drop: string): void {
  const settings = [
    '[server]',
    `hosts = ["127.0.0.1:${port}"]`,
    'known_hosts = "keys/known_hosts"',
    'identity = "keys/none"',
    '[report]',
    `user = "${process.env['USER'] ?? 'root'}"`,
    `folder = "${drop}"`,
    'identity = "keys/reports"',
  ];
  writeFileSync(join(stick, 'network.toml'), `${settings.join('\n')}\n`);
  writeFileSync(join(stick, 'keys/known_hosts'), `[127.0.0.1]:${port} ${hostKey.publicLine}\n`);
  writeFileSync(join(stick, 'keys/reports'), userKey.privateKey);
}

async function recovered({
  root,
}: Netbook): Promise<{ readonly status: number | null; readonly output: string }> {
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

function dropFolder(name: string): string {
  const drop = join(folder, name);
  mkdirSync(drop, { recursive: true });
  return drop;
}

function pendingOn({ stick }: Netbook): readonly string[] {
  return readdirSync(join(stick, 'reports/pending'));
}

function wholeReports(drop: string): readonly RunReport[] {
  return readdirSync(drop).map((name) => {
    const report = readReport(readFileSync(join(drop, name)));
    if (typeof report === 'string') throw new Error(`${name}: ${report}`);
    expect(name).toBe(reportName(report));
    return report;
  });
}

function reportsIn(drop: string): readonly string[] {
  return wholeReports(drop).map((report) => {
    const name = reportName(report).replace(report.run, '<run>');
    return `${name} ${report.outcome}`;
  });
}

/** The usual server of the tests is read-only. */
const WRITABLE = ['ForceCommand internal-sftp'];

testWith('sshd', 'ssh-keygen')(
  'a report waits on the stick while the server is down, and goes with that of the next run, once',
  async () => {
    const drop = dropFolder('drop-down');
    const device = await netbook('N-DOWN');
    reportsTo(device, await freePort(), drop);
    const failed = await recovered(device);
    expect(failed.status).toBe(10);
    expect(failed.output).toContain('The report could not be sent');
    expect(pendingOn(device)).toHaveLength(1);
    await using sshd = await realSshd(folder, [hostKey], userKey, WRITABLE);
    reportsTo(device, sshd.port, drop);
    cpSync(join(folder, 'recovery'), join(device.stick, 'recovery'), { recursive: true });
    const passed = await recovered(device);
    expect(passed.output).toContain('PASS: recovery is complete');
    expect(passed.output).not.toContain('The report could not be sent');
    expect(reportsIn(drop).toSorted()).toEqual(['N-DOWN-<run>.json complete', 'N-DOWN-<run>.json failed']);
    expect(pendingOn(device)).toEqual([]);
  },
);

testWith('sshd', 'ssh-keygen')(
  'the report of an agent that is killed while it sends is on the stick, and goes with that of the next run, once',
  async () => {
    const drop = dropFolder('drop-killed');
    const device = await netbook('N-KILLED');
    cpSync(join(folder, 'recovery'), join(device.stick, 'recovery'), { recursive: true });
    // It takes connections and says nothing.
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    reportsTo(device, typeof address === 'object' && address !== null ? address.port : 0, drop);
    const running = spawn(process.execPath, [AGENT, 'run', '--unattended', '--root', device.root], {
      stdio: 'ignore',
    });
    await once(silent, 'connection');
    running.kill('SIGKILL');
    await once(running, 'close');
    silent.close();
    expect(pendingOn(device)).toHaveLength(1);
    await using sshd = await realSshd(folder, [hostKey], userKey, WRITABLE);
    reportsTo(device, sshd.port, drop);
    expect((await recovered(device)).status).toBe(0);
    expect(reportsIn(drop)).toEqual(['N-KILLED-<run>.json complete', 'N-KILLED-<run>.json complete']);
    expect(pendingOn(device)).toEqual([]);
    const [first, second] = wholeReports(drop).toSorted(
      (a, b) => Number(a.before.release !== 'unknown') - Number(b.before.release !== 'unknown'),
    );
    expect(first?.before.release).toBe('unknown');
    expect(second?.before.release).toMatchObject({ keySha1: expect.stringMatching(/^[0-9a-f]{40}$/) });
    expect(second?.after.release).toMatchObject({ id: 'nimbus-1.10' });
    expect(new Set([first?.run, second?.run]).size).toBe(2);
    expect(first?.stick.id).toBe(second?.stick.id);
  },
);
