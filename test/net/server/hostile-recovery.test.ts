import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Payload } from '../../../src/catalog/manifest.ts';
import { toFault } from '../../../src/core/faults.ts';
import type { Clock } from '../../../src/core/ports.ts';
import type { ServerEvent } from '../../../src/core/server-event.ts';
import { systemClock } from '../../../src/host/system-clock.ts';
import { openRootfsImage } from '../../../src/install/rootfs-image.ts';
import { stubbornDisk } from '../../../src/install/stubborn-disk.ts';
import { writeImages } from '../../../src/install/write-images.ts';
import { openRecoveryServer, type RecoveryServer } from '../../../src/net/server/open-recovery-server.ts';
import type { Patience } from '../../../src/net/server/trouble.ts';
import { addressName, type ServerAddress } from '../../../src/net/settings/server-address.ts';
import { FakeDisk } from '../../fakes/fake-disk.ts';
import { partitionAt } from '../../install/planned-disk.ts';
import { sameThreadChecker } from '../../install/same-thread-checker.ts';
import { standInRootfs } from '../../install/stand-in-rootfs.ts';
import { ManualClock } from '../manual-clock.ts';
import { ed25519Pair } from './ed25519-pair.ts';
import {
  fakeServer,
  file,
  folder,
  HOST_KEY,
  type Incoming,
  link,
  type Served,
  type ServerSettings,
} from './fake-server.ts';
import { freePort } from './real-sshd.ts';

const BLOCK = 4096;
const { image: ROOTFS, ...VERITY } = standInRootfs(500);
const IMAGE = Buffer.from(ROOTFS);
const OTHER = standInRootfs(500, 1).image;
const PAYLOAD: Payload & Required<Pick<Payload, 'verity'>> = {
  role: 'rootfs',
  file: 'rootfs.img',
  bytes: IMAGE.length,
  sha256: 'cd'.repeat(32),
  verity: VERITY,
};
const OTHER_KEY = ed25519Pair();
const PATH = '/r/id/rootfs.img';
const { signal } = new AbortController();
/** Of real time, where nothing has to be waited for. */
const LITTLE: Patience = { firstDelayMs: 5, maxDelayMs: 20, giveUpMs: 200 };
/** Of the time that a test lets pass. */
const MUCH: Patience = { firstDelayMs: 1000, maxDelayMs: 15_000, giveUpMs: 300_000 };

/** Patience, and the minute before and behind it in which a slow server is found out. */
const MOST_SECONDS = 500;

const treeWith = (served: Served): Record<string, Served> => ({
  '/r': folder,
  '/r/id': folder,
  [PATH]: served,
});
const known = (at: string): string => `${at} ${HOST_KEY.public}\n`;

type Tell = (news: ServerEvent) => void;

interface Recovery {
  /** `finished`, or the code of the fault. */
  readonly end: string;
  /** Blocks of the partition that hold neither what was there before nor what was signed. */
  readonly unverified: number;
  readonly written: number;
}

/** Fetches, checks and writes, as the agent does. */
async function recovered(
  server: RecoveryServer,
  patience: Patience,
  clock: Clock,
  tell: Tell = () => undefined,
): Promise<Recovery> {
  const before = new Uint8Array(IMAGE.length).fill(0x11);
  const disk = new FakeDisk(before);
  const end = await written(server, patience, clock, disk, tell).then(
    () => 'finished',
    (error: unknown) => toFault(error).code,
  );
  const after = disk.afterPowerCut(() => true)(0, IMAGE.length);
  const states = Array.from({ length: IMAGE.length / BLOCK }, (_, nth) => {
    const at = (bytes: Uint8Array): Uint8Array => bytes.subarray(nth * BLOCK, (nth + 1) * BLOCK);
    if (Buffer.compare(at(after), at(IMAGE)) === 0) return 'written';
    return Buffer.compare(at(after), at(before)) === 0 ? 'before' : 'unverified';
  });
  const count = (state: string): number => states.filter((one) => one === state).length;
  return { end, unverified: count('unverified'), written: count('written') };
}

async function written(
  server: RecoveryServer,
  patience: Patience,
  clock: Clock,
  disk: FakeDisk,
  tell: Tell,
): Promise<void> {
  await using source = await openRecoveryServer(server, patience, clock, tell, signal);
  const payload = await source.openPayload('id', PAYLOAD.file, signal);
  if (payload === 'absent') throw new TypeError('absent');
  await using bytes = payload;
  const image = await openRootfsImage(PAYLOAD, bytes, sameThreadChecker, signal);
  const place = { image, partition: partitionAt('ROOT-A', 0, 'rootfs') };
  const target = stubbornDisk(disk, () => undefined);
  const slots = Array.from({ length: 4 }, () => new Uint8Array(64 * BLOCK));
  await writeImages([place], 'all', target, slots, () => undefined, signal);
}

/** Lets time pass while the server stands still, until the work is done or has taken too long. */
async function inTime<T>(work: Promise<T>, clock: ManualClock, isStill: () => boolean): Promise<T | 'hangs'> {
  const over = new AbortController();
  const done = work.finally(() => over.abort());
  for (let seconds = 0; seconds < MOST_SECONDS && !over.signal.aborted; ) {
    if (isStill()) {
      await clock.pass(1000);
      seconds += 1;
    } else await turn();
  }
  return over.signal.aborted ? await done : 'hangs';
}

/** How to reach fake servers, which all take the same user and show the same key. */
function serversAt(
  addresses: readonly ServerAddress[],
  identity: RecoveryServer['identity'],
): RecoveryServer {
  const knownHosts = addresses.map((one) => known(addressName(one))).join('');
  return { addresses, user: 'recovery', path: '/r', knownHosts, identity, proxy: 'none' };
}

/** A server that is honest until the reads from that number on, counted over all its connections. */
const onReads =
  (first: number, act: (read: Incoming) => unknown, last = Infinity): ((request: Incoming) => void) =>
  (request) => {
    if (request.kind === 'READ' && request.nth >= first && request.nth <= last) act(request);
    else request.answer();
  };

const flipped = ({ sftp, id, offsetBytes, lengthBytes }: Incoming): void => {
  const bytes = Buffer.from(IMAGE.subarray(offsetBytes, offsetBytes + lengthBytes));
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  sftp.data(id, bytes);
};

const shorter = IMAGE.subarray(0, -BLOCK);

test.for<[what: string, end: string, settings: ServerSettings]>([
  ['is honest', 'finished', {}],
  ['closes the connection once', 'finished', { onRequest: onReads(6, ({ socket }) => socket.end(), 6) }],
  [
    'resets the connection twice',
    'finished',
    {
      onRequest: (request) =>
        request.kind === 'READ' && (request.nth === 6 || request.nth === 40)
          ? request.socket.resetAndDestroy()
          : request.answer(),
    },
  ],
  [
    'answers some reads with a byte',
    'finished',
    {
      onRequest: onReads(
        4,
        ({ sftp, id, offsetBytes }) => sftp.data(id, IMAGE.subarray(offsetBytes, offsetBytes + 1)),
        60,
      ),
    },
  ],
  [
    'closes the connection whenever somebody reads',
    'NET-03',
    { onRequest: onReads(6, ({ socket }) => socket.end()) },
  ],
  [
    'resets the connection whenever somebody reads',
    'NET-03',
    { onRequest: onReads(6, ({ socket }) => socket.resetAndDestroy()) },
  ],
  [
    'says that the file ends early',
    'NET-13',
    { onRequest: onReads(6, ({ sftp, id }) => sftp.status(id, 1)) },
  ],
  [
    'cannot read the file',
    'NET-11',
    { onRequest: onReads(6, ({ sftp, id }) => sftp.status(id, 4, 'I/O error')) },
  ],
  ['sends a wrong bit in every answer', 'IMG-04', { onRequest: onReads(0, flipped) }],
  ['sends one wrong bit', 'IMG-03', { onRequest: onReads(6, flipped, 6) }],
  [
    'sends the bytes of another place',
    'IMG-03',
    {
      onRequest: onReads(6, ({ sftp, id, lengthBytes }) => sftp.data(id, IMAGE.subarray(0, lengthBytes)), 6),
    },
  ],
  ['has another image of the same length', 'IMG-04', { tree: treeWith(file(OTHER)) }],
  ['has a shorter file', 'IMG-02', { tree: treeWith(file(shorter)) }],
  ['has a longer file', 'IMG-02', { tree: treeWith(file(Buffer.concat([IMAGE, Buffer.alloc(1)]))) }],
  [
    'says that a shorter file is as long',
    'NET-13',
    { tree: treeWith(file(shorter, { size: IMAGE.length })) },
  ],
  ['has a link for a file', 'NET-12', { tree: treeWith(link) }],
  ['has a folder for a file', 'NET-12', { tree: treeWith(folder) }],
  ['has a link for a release', 'NET-12', { tree: { ...treeWith(file(IMAGE)), '/r/id': link } }],
  ['refuses the login', 'NET-08', { logins: 'refuse' }],
  ['shows another host key', 'NET-05', { hostKeys: [OTHER_KEY.private] }],
])(
  'a recovery from a server that %s ends with %s, and no unverified block is written',
  async ([, end, settings]) => {
    await using server = await fakeServer({ tree: treeWith(file(IMAGE)), ...settings });
    const result = await recovered(serversAt([server.address], server.login.identity), LITTLE, systemClock);
    expect([result.end, result.unverified]).toEqual([end, 0]);
    expect(result.written === IMAGE.length / BLOCK).toBe(end === 'finished');
  },
);

const drip = async ({ sftp, id, offsetBytes }: Incoming, clock: Clock): Promise<void> => {
  await clock.sleep(1000, signal);
  sftp.data(id, IMAGE.subarray(offsetBytes, offsetBytes + 1));
};

test.for<[what: string, end: string, last: number, act: (read: Incoming, clock: Clock) => unknown]>([
  ['goes silent once', 'finished', 6, ({ socket }) => socket.pause()],
  ['goes silent whenever somebody reads', 'NET-03', Infinity, ({ socket }) => socket.pause()],
  ['answers nothing any more, and lives', 'NET-03', Infinity, () => undefined],
  ['sends a byte a second', 'NET-10', Infinity, (read, clock) => drip(read, clock).catch(() => undefined)],
])('a recovery from a server that %s ends with %s in time', async ([, end, last, act]) => {
  const clock = new ManualClock();
  let still = false;
  const behave = onReads(
    6,
    (read) => {
      still = true;
      act(read, clock);
    },
    last,
  );
  await using server = await fakeServer({
    tree: treeWith(file(IMAGE)),
    onRequest: behave,
  });
  const named = serversAt([server.address], server.login.identity);
  // Nothing stands still while it logs in again.
  const work = recovered(named, MUCH, clock, ({ kind }) => (still = kind !== 'server-connected'));
  const result = await inTime(work, clock, () => still);
  expect(result).toMatchObject({ end, unverified: 0 });
});

const REVOKED = `@revoked * ${HOST_KEY.public}\n`;

test.for<[what: string, settings: ServerSettings | 'dead', lines: (at: string) => string]>([
  ['is dead', 'dead', known],
  ['is not in known_hosts', {}, () => ''],
  ['has another key than known_hosts', {}, (at) => `${at} ${OTHER_KEY.public}\n`],
  [
    'has a revoked key',
    { hostKeys: [OTHER_KEY.private] },
    (at) => `${at} ${OTHER_KEY.public}\n@revoked ${at} ${OTHER_KEY.public}\n`,
  ],
  ['refuses the login', { logins: 'refuse' }, known],
  ['has no SFTP', { sftp: 'none' }, known],
  ['closes whenever somebody reads', { onRequest: onReads(6, ({ socket }) => socket.end()) }, known],
  ['says that the file ends early', { onRequest: onReads(6, ({ sftp, id }) => sftp.status(id, 1)) }, known],
  ['has a link for the file', { tree: treeWith(link) }, known],
])('a recovery goes past a first server that %s to one that is honest', async ([, settings, lines]) => {
  await using held = new AsyncDisposableStack();
  const good = held.use(await fakeServer({ tree: treeWith(file(IMAGE)) }));
  const first =
    settings === 'dead'
      ? { host: '127.0.0.1', port: await freePort() }
      : held.use(await fakeServer({ tree: treeWith(file(IMAGE)), ...settings })).address;
  const named = serversAt([first, good.address], good.login.identity);
  const knownHosts = known(addressName(good.address)) + lines(addressName(first));
  const news: ServerEvent[] = [];
  const result = await recovered({ ...named, knownHosts }, LITTLE, systemClock, (one) => news.push(one));
  expect(result).toEqual({ end: 'finished', unverified: 0, written: IMAGE.length / BLOCK });
  expect(good.connections()).toBe(1);
});

test('a recovery ends when the file is replaced between two sessions, and when all servers have a revoked key', async () => {
  await using server = await fakeServer({
    tree: treeWith(file(IMAGE)),
    onRequest: onReads(
      6,
      ({ socket }) => {
        server.tree[PATH] = file(OTHER, { mtime: 2000 });
        socket.end();
      },
      6,
    ),
  });
  const named = serversAt([server.address], server.login.identity);
  expect(await recovered(named, LITTLE, systemClock)).toMatchObject({ end: 'NET-13', unverified: 0 });
  const revoked = { ...named, knownHosts: named.knownHosts + REVOKED };
  expect(await recovered(revoked, LITTLE, systemClock)).toMatchObject({
    end: 'NET-06',
    unverified: 0,
    written: 0,
  });
});
