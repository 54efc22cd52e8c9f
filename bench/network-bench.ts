import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { encodeSeekable } from '../src/formats/zstd-seekable/encode-seekable.ts';
import { type BenchServers, benchServers } from './bench-servers.ts';
import { bundle } from './bundle.ts';
import { deviceNode } from './device-node.ts';
import type { FetchJob } from './fetch.ts';
import { loopDevice } from './loop-device.ts';
import { makeImage, type Recipe } from './make-image.ts';
import { printCosts } from './print-costs.ts';
import { refuseWithout } from './refuse-without.ts';
import { type Cost, timed } from './timed.ts';

const MIB = 1 << 20;
const MEMORY = '/dev/shm';
const IMAGE_BYTES = 1024 * MIB;
const ROUNDS = 3;
/** What the release is signed with does not matter here: it only has to be fetched and kept. */
const MANIFEST = { 'manifest.json': '{}', 'manifest.vblock': 'vblock' };
const YARDSTICK = 'sftp to /dev/null';
/** One request at a time takes minutes: it fetches a part of the file, and its time is that of as many parts. */
const SLOW_PARTS = 128;

/** What the tools fetch. */
interface Subject {
  readonly what: string;
  readonly path: string;
  readonly payload: FetchJob['payload'];
}

interface Tool {
  readonly command: readonly string[];
  /** What it must have made of the image in the end; the time does not count that somebody looks. */
  readonly makes: 'image' | 'file' | 'part' | 'nothing';
}

interface Places {
  readonly folder: string;
  readonly device: string;
  readonly deviceBytes: number;
  readonly got: string;
}

function tools(subject: Subject, servers: BenchServers, places: Places): Record<string, Tool> {
  const { path } = subject;
  const { files, sending, userKey } = servers;
  const { folder, device, got } = places;
  const secure = [
    '-F',
    'none',
    '-i',
    userKey.file,
    '-o',
    `UserKnownHostsFile=${join(folder, 'known_hosts')}`,
  ];
  const ssh = (port = 0): string =>
    ['ssh', ...secure, '-p', String(port), `${files.user}@127.0.0.1`].join(' ');
  const write = `dd of=${device} bs=1M iflag=fullblock oflag=direct conv=fsync status=none`;
  const unpack = subject.payload.compression === undefined ? '' : 'zstd -d | ';
  const script = join(folder, 'sftp-client.js');
  const client = (way: string, from: string): readonly string[] => [
    process.execPath,
    script,
    way,
    String(files.port),
    files.user,
    userKey.file,
    from,
    got,
  ];
  const ours = (store: FetchJob['store']): readonly string[] => [
    ...deviceNode(),
    join(folder, 'fetch.js'),
    JSON.stringify(fetchJob(subject, servers, places, store)),
  ];
  return {
    [YARDSTICK]: {
      command: [
        'sftp',
        '-q',
        ...secure,
        '-P',
        String(files.port),
        `${files.user}@127.0.0.1:${path}`,
        '/dev/null',
      ],
      makes: 'nothing',
    },
    [`ssh cat | ${unpack}dd direct`]: {
      command: ['bash', '-c', `set -o pipefail; ${ssh(sending.get(path)?.port)} | ${unpack}${write}`],
      makes: 'image',
    },
    [`ssh2-sftp-client get, 1/${SLOW_PARTS} × ${SLOW_PARTS}`]: {
      command: client('get', `${path}.part`),
      makes: 'part',
    },
    'ssh2-sftp-client fastGet': { command: client('fastGet', path), makes: 'file' },
    'rsd, checked and written': { command: ours('none'), makes: 'image' },
    'rsd, checked, written and stored': { command: ours({ folder: join(folder, 'store') }), makes: 'image' },
  };
}

function fetchJob(
  { payload }: Subject,
  { files, userKey, hostKey }: BenchServers,
  { folder, device, deviceBytes }: Places,
  store: FetchJob['store'],
): FetchJob {
  const server = {
    addresses: [{ host: '127.0.0.1', port: files.port }],
    user: files.user,
    path: join(folder, 'stick/recovery'),
    knownHosts: `[127.0.0.1]:${files.port} ${hostKey.publicLine}\n`,
    identity: userKey.privateKey,
    proxy: 'none' as const,
  };
  const digest = hash('sha256', Object.values(MANIFEST).join(''));
  return { server, digest, payload, devicePath: device, deviceBytes, store };
}

async function compare(subject: Subject, servers: BenchServers, folder: string): Promise<void> {
  const costs = new Map<string, Cost[]>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const names = Object.keys(tools(subject, servers, { folder, device: '', deviceBytes: 0, got: '' }));
    for (const name of names) {
      const cost = await oneRun(name, subject, servers, folder);
      costs.set(name, [...(costs.get(name) ?? []), cost]);
    }
  }
  const size = (statSync(subject.path).size / MIB).toFixed(0);
  const title = `${subject.what}, ${size} MiB over loopback from OpenSSH, median of ${ROUNDS}`;
  printCosts(title, { tool: YARDSTICK, short: 'sftp' }, costs);
}

/** Every run finds a disk that has nothing of the image: what is there already would not have to be fetched. */
async function oneRun(name: string, subject: Subject, servers: BenchServers, folder: string): Promise<Cost> {
  const deviceBytes = IMAGE_BYTES + 16 * MIB;
  const [got, store] = [join(folder, 'got'), join(folder, 'store')];
  using device = loopDevice(join(folder, 'disk'), deviceBytes, undefined);
  await fill(join(folder, 'disk'), deviceBytes);
  const tool = tools(subject, servers, { folder, device: device.path, deviceBytes, got })[name];
  if (tool === undefined) throw new TypeError(name);
  mkdirSync(join(store, 'recovery'), { recursive: true });
  const cost = await timed(tool.command, undefined);
  const image = join(folder, 'stick/recovery/bench/rootfs.img');
  if (tool.makes === 'image') execFileSync('cmp', ['-n', String(statSync(image).size), image, device.path]);
  if (tool.makes === 'file') execFileSync('cmp', [subject.path, got]);
  if (tool.makes === 'part') execFileSync('cmp', [`${subject.path}.part`, got]);
  for (const made of [got, store]) rmSync(made, { recursive: true, force: true });
  return tool.makes === 'part' ? times(SLOW_PARTS, cost) : cost;
}

function times(parts: number, { seconds, cpuSeconds, peakBytes }: Cost): Cost {
  return { seconds: seconds * parts, cpuSeconds: cpuSeconds * parts, peakBytes };
}

async function fill(path: string, bytes: number): Promise<void> {
  await using file = await open(path, 'r+');
  const junk = Buffer.alloc(MIB, 0xa5);
  for (let at = 0; at < bytes; at += MIB) await file.write(junk, 0, Math.min(MIB, bytes - at), at);
}

async function subjects(folder: string): Promise<readonly Subject[]> {
  const stick = join(folder, 'stick');
  const verity = makeImage(stick, IMAGE_BYTES);
  for (const [name, text] of Object.entries(MANIFEST))
    writeFileSync(join(stick, 'recovery/bench', name), text);
  const raw = join(stick, 'recovery/bench/rootfs.img');
  const packed = `${raw}.zst`;
  const read = createReadStream(raw, { highWaterMark: MIB });
  await pipeline(encodeSeekable(read), createWriteStream(packed));
  return [
    { what: 'The image as it is', path: raw, payload: payloadOf(raw, verity) },
    {
      what: 'The image compressed',
      path: packed,
      payload: { ...payloadOf(packed, verity), compression: 'zstd-seekable' },
    },
  ];
}

function payloadOf(path: string, verity: Recipe): Subject['payload'] {
  const bytes = readFileSync(path);
  writeFileSync(`${path}.part`, bytes.subarray(0, Math.ceil(bytes.length / SLOW_PARTS)));
  const file = path.split('/').at(-1) ?? '';
  return { role: 'rootfs', file, bytes: bytes.length, sha256: hash('sha256', bytes), verity };
}

refuseWithout(
  ['losetup', 'dd', 'cmp', 'zstd', 'ssh', 'sftp', 'sshd', 'ssh-keygen'],
  'mount coreutils diffutils zstd openssh-client openssh-server',
);
const folder = mkdtempSync(join(MEMORY, 'rsd-bench-'));
try {
  bundle(folder, ['bench/fetch.ts', 'bench/sftp-client.ts', 'src/host/block-checker-worker.ts']);
  const all = await subjects(folder);
  await using servers = await benchServers(
    folder,
    all.map(({ path }) => path),
  );
  const ports = [servers.files, ...servers.sending.values()].map(({ port }) => `[127.0.0.1]:${port}`);
  writeFileSync(
    join(folder, 'known_hosts'),
    ports.map((at) => `${at} ${servers.hostKey.publicLine}\n`).join(''),
  );
  for (const subject of all) await compare(subject, servers, folder);
} finally {
  rmSync(folder, { recursive: true });
}
