import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import { errnoOf } from '../../src/host/errno-of.ts';
import { bootableKernels } from '../install/bootable-kernels.ts';
import { type RealSshd, realSshd } from '../net/server/real-sshd.ts';
import { testWith } from '../tool.ts';
import { documentedLimits } from './documented-limits.ts';
import { haproxy } from './haproxy.ts';
import { type Ended, heldAgents } from './held-agents.ts';
import { lineRun } from './line-run.ts';
import { type NetbookLine, netbookLine, RELEASE } from './netbook-line.ts';
import { descendants } from './process-figures.ts';
import { runFigures } from './run-figures.ts';

const ROOTFS_BYTES = 4 << 20;
const STAMPEDE = 50;
const BEHIND_HAPROXY = 16;
/** Logins that a server has had when it is killed. */
const IN_THE_MIDDLE = 5;
/** No test of these looks at the clock: this is for one that hangs. */
const LIMIT = { timeout: 600_000 };
const LOST = 'connection to the recovery server was lost';

let line: NetbookLine;

beforeAll(async () => {
  line = await netbookLine(tmpdir(), ROOTFS_BYTES);
}, LIMIT.timeout);
afterAll(() => line[Symbol.dispose](), LIMIT.timeout);

function server(): Promise<RealSshd> {
  return realSshd(line.folder, [line.hostKey], line.userKey, documentedLimits());
}

async function netbooks(count: number, name: string, port: number, jitterSeconds: number): Promise<string[]> {
  const settings = [`start_jitter_seconds = ${jitterSeconds}`];
  const serials = Array.from({ length: count }, (_, at) => `${name}-${at}`);
  return await Promise.all(serials.map((serial) => line.netbook(serial, [port], settings)));
}

/** The exit status is the agent's word; the disk and the stick are looked at by others. */
function expectRecovered(roots: readonly string[], ended: readonly Ended[]): void {
  expect(ended).toHaveLength(roots.length);
  expect(ended.filter(({ status }) => status !== 0).map(({ output }) => output)).toEqual([]);
  expect(roots.filter((root) => !starts(root))).toEqual([]);
  expect(roots.filter((root) => !holdsWhatWasServed(root))).toEqual([]);
}

function starts(root: string): boolean {
  const disk = readFileSync(join(root, 'dev/nvme0n1'));
  return bootableKernels((at, length) => disk.subarray(at, at + length), disk.length).length > 0;
}

function holdsWhatWasServed(root: string): boolean {
  const kept = join(root, 'media/stick/recovery', RELEASE);
  const served = join(line.tree, RELEASE);
  return readdirSync(served).every((file) =>
    readFileSync(join(kept, file)).equals(readFileSync(join(served, file))),
  );
}

testWith('sshd', 'ssh-keygen')(
  'fifty netbooks that call one server in one moment are all recovered, and the server as documented turns nobody away',
  LIMIT,
  async () => {
    await using sshd = await server();
    const roots = await netbooks(STAMPEDE, 'STAMPEDE', sshd.port, 0);
    const run = await lineRun(line, sshd, roots);
    console.info(runFigures(run).join('\n'));
    expectRecovered(roots, run.ended);
    expect(logins(sshd)).toBeGreaterThanOrEqual(STAMPEDE);
    expect(sshd.said()).not.toMatch(/MaxStartups|drop connection/);
  },
);

testWith('sshd', 'ssh-keygen', 'haproxy')(
  'netbooks behind HAProxy are all recovered when one of its two servers is killed in the middle',
  LIMIT,
  async () => {
    await using one = await server();
    await using other = await server();
    await using proxy = await haproxy(line.folder, [one.port, other.port]);
    const roots = await netbooks(BEHIND_HAPROXY, 'PROXIED', proxy.port, 1);
    using held = await heldAgents(line.agent, roots);
    const [ended] = await Promise.all([held.go(), killedInTheMiddle(one)]);
    expectRecovered(roots, ended);
    expect(ended.filter(({ output }) => output.includes(LOST))).not.toEqual([]);
    expect(logins(one)).toBeLessThan(BEHIND_HAPROXY);
    expect(logins(other)).toBeGreaterThanOrEqual(BEHIND_HAPROXY - logins(one));
    for (const { output } of ended) expect(output).toContain('Waiting so that not all devices start at once');
  },
);

/** As a computer that loses its power: the sessions go with the server. */
async function killedInTheMiddle(sshd: RealSshd): Promise<void> {
  while (logins(sshd) < IN_THE_MIDDLE) await wait(10);
  for (const pid of [sshd.pid, ...descendants(sshd.pid)]) kill(pid);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // A session that ended by itself a moment ago.
    if (errnoOf(error) !== 'ESRCH') throw error;
  }
}

function logins(sshd: RealSshd): number {
  return sshd.said().split('Accepted publickey').length - 1;
}
