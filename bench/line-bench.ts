import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { documentedLimits } from '../test/load/documented-limits.ts';
import { lineRun } from '../test/load/line-run.ts';
import { type NetbookLine, netbookLine, RELEASE } from '../test/load/netbook-line.ts';
import { runFigures } from '../test/load/run-figures.ts';
import { type RealSshd, realSshd } from '../test/net/server/real-sshd.ts';
import { refuseWithout } from './refuse-without.ts';
import { timed } from './timed.ts';

const MIB = 1 << 20;
const MEMORY = '/dev/shm';
const ROOTFS_BYTES = 64 * MIB;
const NETBOOKS = 50;
/** Enough for `sftp` that logging in is lost in it. */
const TIMES = 32;
/** As in the bench of the network: the clients would choose different ones. */
const CIPHER = 'Ciphers aes128-gcm@openssh.com';
const GOAL = { throughput: 0.9, slowest: 2 };

/** What one `sftp` gets, in bytes per second. */
async function ofOneSftp(line: NetbookLine, sshd: RealSshd): Promise<number> {
  const image = join(line.tree, RELEASE, 'rootfs.img');
  const [batch, known] = [join(line.folder, 'batch'), join(line.folder, 'known_hosts')];
  writeFileSync(batch, `get ${image} /dev/null\n`.repeat(TIMES));
  writeFileSync(known, `[127.0.0.1]:${sshd.port} ${line.hostKey.publicLine}\n`);
  const login = ['-F', 'none', '-i', line.userKey.file, '-o', `UserKnownHostsFile=${known}`];
  const at = ['-P', String(sshd.port), `${sshd.user}@127.0.0.1`];
  const { seconds } = await timed(['sftp', '-q', '-b', batch, ...login, ...at], undefined);
  return (TIMES * statSync(image).size) / seconds;
}

/** What all agents got together while the first to the last of them downloaded and wrote, in bytes per second. */
function ofTheLine(roots: readonly string[], servedBytes: number): number {
  const logs = roots.map((root) => readFileSync(join(root, 'media/stick/rsd-logs/run-0001.jsonl'), 'utf8'));
  const times = (about: string): number[] =>
    logs.flatMap((log) =>
      log
        .split('\n')
        .filter((text) => text.includes(about))
        .map((text) => Date.parse(/"time":"([^"]*)"/.exec(text)?.[1] ?? '')),
    );
  const beganMs = Math.min(...times('{"kind":"step-started","step":"connect"}'));
  const endedMs = Math.max(...times('{"kind":"step-done","step":"write"'));
  return (roots.length * servedBytes) / ((endedMs - beganMs) / 1000);
}

function servedBytes(line: NetbookLine): number {
  const sizes = execFileSync('du', ['-b', '-s', join(line.tree, RELEASE)], { encoding: 'utf8' });
  return Number.parseInt(sizes, 10);
}

async function round(line: NetbookLine, keep: 'kept on the stick' | 'not kept'): Promise<void> {
  await using sshd = await realSshd(line.folder, [line.hostKey], line.userKey, [
    CIPHER,
    ...documentedLimits(),
  ]);
  const yardstick = await ofOneSftp(line, sshd);
  const serials = Array.from({ length: NETBOOKS }, (_, at) => `LINE-${at}`);
  const settings = ['start_jitter_seconds = 0'];
  const roots = await Promise.all(serials.map((serial) => line.netbook(serial, [sshd.port], settings)));
  if (keep === 'not kept') for (const root of roots) withoutStore(root);
  const run = await lineRun(line, sshd, roots);
  const failed = run.ended.filter(({ status }) => status !== 0);
  if (failed.length > 0) throw new Error(`${failed.length} agents failed: ${failed[0]?.output}`);
  const throughput = ofTheLine(roots, servedBytes(line));
  const lines = [
    `${NETBOOKS} netbooks in one moment, ${ROOTFS_BYTES / MIB} MiB each over loopback from one OpenSSH, ${keep}`,
    ...runFigures(run),
    `one sftp ${(yardstick / 1e6).toFixed(0)} MB/s, all agents ${(throughput / 1e6).toFixed(0)} MB/s, which is ${(throughput / yardstick).toFixed(2)} of it`,
    `the goals are ${GOAL.throughput} of one sftp, and none later than ${GOAL.slowest} of the median`,
  ];
  process.stdout.write(`${lines.join('\n')}\n\n`);
  for (const root of roots) rmSync(root, { recursive: true });
}

function withoutStore(root: string): void {
  const file = join(root, 'media/stick/network.toml');
  writeFileSync(file, `store_download = false\n${readFileSync(file, 'utf8')}`);
}

refuseWithout(['sftp', 'sshd', 'ssh-keygen'], 'openssh-client openssh-server');
using line = await netbookLine(MEMORY, ROOTFS_BYTES);
await round(line, 'kept on the stick');
await round(line, 'not kept');
