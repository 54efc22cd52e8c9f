import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { documentedLimits } from '../test/load/documented-limits.ts';
import { type LineRun, lineRun } from '../test/load/line-run.ts';
import { type NetbookLine, netbookLine, RELEASE } from '../test/load/netbook-line.ts';
import { childrenCpuSeconds, descendants } from '../test/load/process-figures.ts';
import { runFigures } from '../test/load/run-figures.ts';
import { type RealSshd, realSshd } from '../test/net/server/real-sshd.ts';
import { overLink } from './over-link.ts';
import { refuseWithout } from './refuse-without.ts';
import { timed } from './timed.ts';

const MIB = 1 << 20;
const GIB = 1024 * MIB;
const MEMORY = '/dev/shm';
const ROOTFS_BYTES = 64 * MIB;
const NETBOOKS = 50;
/** Enough for `sftp` that logging in is lost in it. */
const TIMES = 32;
/** As in the bench of the network: the clients would choose different ones. */
const CIPHER = 'Ciphers aes128-gcm@openssh.com';
/** Of a link that all netbooks share, so that it and not the two cores for all of them is what ends first. */
const LINK_MBIT = 250;
const GOAL = { throughput: 0.9, slowest: 2 };

interface Served {
  readonly bytesPerSecond: number;
  /** What the server has to do for it, however busy the machine is. */
  readonly serverSecondsPerGib: number;
}

/** What one `sftp` gets. */
async function ofOneSftp(line: NetbookLine, sshd: RealSshd): Promise<Served> {
  const before = childrenCpuSeconds(sshd.pid);
  const image = join(line.tree, RELEASE, 'rootfs.img');
  const [batch, known] = [join(line.folder, 'batch'), join(line.folder, 'known_hosts')];
  writeFileSync(batch, `get ${image} /dev/null\n`.repeat(TIMES));
  writeFileSync(known, `[127.0.0.1]:${sshd.port} ${line.hostKey.publicLine}\n`);
  const login = ['-F', 'none', '-i', line.userKey.file, '-o', `UserKnownHostsFile=${known}`];
  const at = ['-P', String(sshd.port), `${sshd.user}@127.0.0.1`];
  const { seconds } = await timed(['sftp', '-q', '-b', batch, ...login, ...at], undefined);
  while (descendants(sshd.pid).length > 0) await wait(20);
  const bytes = TIMES * statSync(image).size;
  const serverSeconds = childrenCpuSeconds(sshd.pid) - before;
  return { bytesPerSecond: bytes / seconds, serverSecondsPerGib: (serverSeconds / bytes) * GIB };
}

/** What all agents got together while the first to the last of them logged in, downloaded and wrote. */
function ofTheLine(roots: readonly string[], run: LineRun, bytes: number): Served {
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
  return {
    bytesPerSecond: bytes / ((endedMs - beganMs) / 1000),
    serverSecondsPerGib: (run.serverCpuSeconds / bytes) * GIB,
  };
}

function servedBytes(line: NetbookLine): number {
  const folder = join(line.tree, RELEASE);
  return readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}

/** All is kept on the stick, and so fetched: a disk of zeros has much of an image already. */
async function round(line: NetbookLine, over: string): Promise<void> {
  await using sshd = await realSshd(line.folder, [line.hostKey], line.userKey, [
    CIPHER,
    ...documentedLimits(),
  ]);
  const yardstick = await ofOneSftp(line, sshd);
  const serials = Array.from({ length: NETBOOKS }, (_, at) => `LINE-${at}`);
  const settings = ['start_jitter_seconds = 0'];
  const roots = await Promise.all(serials.map((serial) => line.netbook(serial, [sshd.port], settings)));
  const run = await lineRun(line, sshd, roots);
  const failed = run.ended.filter(({ status }) => status !== 0);
  if (failed.length > 0) throw new Error(`${failed.length} agents failed: ${failed[0]?.output}`);
  const all = ofTheLine(roots, run, roots.length * servedBytes(line));
  const lines = [
    `${NETBOOKS} netbooks in one moment, ${ROOTFS_BYTES / MIB} MiB each over ${over} from one OpenSSH`,
    ...runFigures(run),
    `one sftp ${servedText(yardstick)}`,
    `all agents ${servedText(all)}, which is ${(all.bytesPerSecond / yardstick.bytesPerSecond).toFixed(2)} of its speed`,
    `the goals are ${GOAL.throughput} of one sftp, and none later than ${GOAL.slowest} of the median`,
  ];
  process.stdout.write(`${lines.join('\n')}\n\n`);
  for (const root of roots) rmSync(root, { recursive: true });
}

function servedText({ bytesPerSecond, serverSecondsPerGib }: Served): string {
  return `${(bytesPerSecond / 1e6).toFixed(0)} MB/s for ${serverSecondsPerGib.toFixed(2)} CPU s of the server a GiB`;
}

refuseWithout(
  ['sftp', 'sshd', 'ssh-keygen', 'ip', 'tc', 'unshare'],
  'openssh-client openssh-server iproute2 util-linux',
);
const [, over] = process.argv.slice(2);
if (over === 'inside-the-link') {
  using line = await netbookLine(MEMORY, ROOTFS_BYTES);
  await round(line, `a link of ${LINK_MBIT} Mbit/s`);
} else {
  if (over !== 'link') {
    using line = await netbookLine(MEMORY, ROOTFS_BYTES);
    await round(line, 'loopback');
  }
  const itself = join(import.meta.dirname, 'main.ts');
  overLink(LINK_MBIT, [process.execPath, itself, 'line', 'inside-the-link']);
}
