import { randomBytes } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Clock } from '../../../src/core/ports.ts';
import { systemClock } from '../../../src/host/system-clock.ts';
import { openSftpSession } from '../../../src/net/server/sftp-session.ts';
import { type ResumableFile, type SftpSource, sftpSource } from '../../../src/net/server/sftp-source.ts';
import { faultFrom } from '../fault-from.ts';
import { ManualClock } from '../manual-clock.ts';
import { type FakeServer, fakeServer, file, folder, type Incoming, type Served } from './fake-server.ts';

const { signal } = new AbortController();
const CONTENT = randomBytes(700_000);
const ROOTFS = '/r/id/rootfs.img';

const tree = (served: Served = file(CONTENT)): Record<string, Served> => ({
  '/r': folder,
  '/r/id': folder,
  [ROOTFS]: served,
});

interface Opened extends AsyncDisposable {
  readonly source: SftpSource;
  readonly payload: ResumableFile;
}

async function opened(server: FakeServer, clock: Clock = systemClock): Promise<Opened> {
  const source = sftpSource(await openSftpSession(server.address, server.login, clock, signal), '/r', clock);
  const payload = await source.openPayload('id', 'rootfs.img', signal);
  if (payload === 'absent') throw new Error('absent');
  return { source, payload, [Symbol.asyncDispose]: () => source[Symbol.asyncDispose]() };
}

/** A server that is honest until somebody reads. */
const onRead =
  (act: (read: Incoming) => unknown): ((request: Incoming) => void) =>
  (request) => {
    if (request.kind === 'READ') act(request);
    else request.answer();
  };

const part = ({ offsetBytes, lengthBytes }: Incoming, most: number): Buffer =>
  CONTENT.subarray(offsetBytes, offsetBytes + Math.min(lengthBytes, most));

test.for([
  [
    'answers in the wrong order',
    (): ((read: Incoming) => void) => {
      const waiting: Incoming[] = [];
      return (read) => {
        waiting.push(read);
        if (waiting.length > 1) return;
        setImmediate(() => {
          for (const last of waiting.splice(0).toReversed()) last.answer();
        });
      };
    },
  ],
  [
    'answers short',
    () => (read: Incoming) => read.sftp.data(read.id, part(read, 1 + ((read.nth * 7919) % 50_000))),
  ],
  [
    'answers a byte at a time',
    () => (read: Incoming) => {
      // The whole file would take minutes of a test; its end takes none.
      if (read.offsetBytes < CONTENT.length - 2000) read.answer();
      else read.sftp.data(read.id, part(read, 1));
    },
  ],
  [
    'sends more than it was asked for',
    () => (read: Incoming) => {
      const { offsetBytes, lengthBytes } = read;
      read.sftp.data(read.id, CONTENT.subarray(offsetBytes, offsetBytes + lengthBytes + 5000));
    },
  ],
  [
    'answers requests that nobody made',
    () => (read: Incoming) => {
      read.sftp.data(read.id + 500, randomBytes(2000));
      read.answer();
      read.sftp.data(read.id, randomBytes(2000));
    },
  ],
] as const)('the right bytes come from a server that %s', async ([, behaviour]) => {
  await using server = await fakeServer({ tree: tree(), onRequest: onRead(behaviour()) });
  await using from = await opened(server);
  const into = new Uint8Array(CONTENT.length);
  expect(await from.payload.read(0, into, signal)).toBe(CONTENT.length);
  expect(Buffer.compare(into, CONTENT)).toBe(0);
});

test.for([
  ['closes the connection', (read: Incoming) => read.socket.end(), 'NET-03'],
  ['resets the connection', (read: Incoming) => read.socket.resetAndDestroy(), 'NET-03'],
  ['sends bytes that nobody encrypted', (read: Incoming) => read.socket.write(randomBytes(500)), 'NET-09'],
  [
    'says that it cannot read',
    (read: Incoming) => read.sftp.status(read.id, 4, 'Input/output error'),
    'NET-11',
  ],
  ['says that the file ends early', (read: Incoming) => read.sftp.status(read.id, 1), 'NET-13'],
  ['answers with a handle', (read: Incoming) => read.sftp.handle(read.id, Buffer.from('x')), 'NET-13'],
  ['answers with no bytes', (read: Incoming) => read.sftp.data(read.id, Buffer.alloc(0)), 'NET-13'],
  ['says that all is well', (read: Incoming) => read.sftp.status(read.id, 0), 'NET-13'],
] as const)(
  'a read ends with a fault when the server %s, and tells how far the bytes are good',
  async ([, act, code]) => {
    const behave = (read: Incoming): unknown => (read.nth < 2 ? read.answer() : act(read));
    await using server = await fakeServer({ tree: tree(), onRequest: onRead(behave) });
    await using from = await opened(server);
    const into = new Uint8Array(CONTENT.length);
    const { bytes, end, failure } = await from.payload.readPrefix(0, into, signal);
    expect([end, failure]).toMatchObject(['failed', { code }]);
    expect(bytes).toBeLessThan(CONTENT.length);
    expect(Buffer.compare(into.subarray(0, bytes), CONTENT.subarray(0, bytes))).toBe(0);
  },
);

test('a read says where the file ended when it is shorter than the server said', async () => {
  await using server = await fakeServer({ tree: tree(file(CONTENT, { size: CONTENT.length + 10 })) });
  await using from = await opened(server);
  const fault = await faultFrom(from.payload.read(0, new Uint8Array(1 << 20), signal));
  expect(fault).toMatchObject({
    code: 'NET-13',
    facts: { path: ROOTFS, problem: 'it ended at byte 700000 of 700010' },
  });
});

test('a read never goes beyond the size that the file had when it was opened', async () => {
  await using server = await fakeServer({ tree: tree(file(CONTENT, { size: 1000 })) });
  await using from = await opened(server);
  const into = new Uint8Array(2000);
  expect(await from.payload.read(0, into, signal)).toBe(1000);
  expect(into.subarray(1000).every((byte) => byte === 0)).toBe(true);
});

test('a read is given up when the server goes silent', async () => {
  const clock = new ManualClock();
  await using server = await fakeServer({ tree: tree(), onRequest: onRead(({ socket }) => socket.pause()) });
  await using from = await opened(server, clock);
  const reading = faultFrom(from.payload.read(0, new Uint8Array(CONTENT.length), signal));
  while (server.requests('READ') === 0) await turn();
  await clock.pass(9_900);
  expect(await reading).toMatchObject({ code: 'NET-03', facts: { problem: 'nothing was heard for 8 s' } });
});

test('a read is given up when a byte comes each second', async () => {
  const clock = new ManualClock();
  const dripping = async (read: Incoming): Promise<void> => {
    await clock.sleep(1000 * read.nth, signal);
    read.sftp.data(read.id, part(read, 1));
  };
  await using server = await fakeServer({ tree: tree(), onRequest: onRead((read) => void dripping(read)) });
  await using from = await opened(server, clock);
  const reading = faultFrom(from.payload.read(0, new Uint8Array(CONTENT.length), signal));
  while (server.requests('READ') < 3) await turn();
  await clock.pass(61_000);
  expect(await reading).toMatchObject({ code: 'NET-10' });
});

test('a payload that nobody reads for a while is not taken for a slow one', async () => {
  const clock = new ManualClock();
  const lively = async ({ sftp, id }: Incoming): Promise<void> => {
    for (;;) {
      await clock.sleep(1000, signal);
      sftp.status(id + 1000, 0);
    }
  };
  await using server = await fakeServer({
    tree: tree(),
    onRequest(request) {
      if (request.kind === 'READ' && request.nth === 0) void lively(request);
      request.answer();
    },
  });
  await using from = await opened(server, clock);
  const into = new Uint8Array(1000);
  expect(await from.payload.read(0, into, signal)).toBe(1000);
  await clock.pass(200_000);
  expect(await from.payload.read(0, into, signal)).toBe(1000);
});

test('a listing that never ends is given up after a minute', async () => {
  const clock = new ManualClock();
  await using server = await fakeServer({
    tree: tree(),
    async onRequest({ kind, sftp, id, answer }) {
      if (kind !== 'READDIR') return answer();
      await clock.sleep(900, signal);
      sftp.name(id, [
        {
          filename: 'x',
          longname: 'x',
          attrs: { mode: 0o040_755, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 },
        },
      ]);
    },
  });
  const source = sftpSource(await openSftpSession(server.address, server.login, clock, signal), '/r', clock);
  const listing = faultFrom(source.list(signal));
  while (server.requests('READDIR') === 0) await turn();
  await clock.pass(61_000);
  expect(await listing).toMatchObject({ code: 'NET-10', facts: { problem: 'it took 60 s' } });
  expect(source.isOver()).toBe(true);
});

test('an answer that comes after an abort does not get into the memory that the reader has taken back', async () => {
  const reads: Incoming[] = [];
  await using server = await fakeServer({ tree: tree(), onRequest: onRead((read) => void reads.push(read)) });
  await using from = await opened(server);
  const stop = new AbortController();
  const into = new Uint8Array(CONTENT.length);
  const reading = from.payload.read(0, into, stop.signal);
  while (reads.length < 3) await turn();
  // They are on their way when the abort comes.
  for (const read of reads) read.answer();
  stop.abort(new Error('stopped'));
  await expect(reading).rejects.toThrow('stopped');
  into.fill(7);
  for (let turns = 0; turns < 50; turns += 1) await turn();
  expect(into.every((byte) => byte === 7)).toBe(true);
  expect(from.source.isOver()).toBe(true);
});

test('no fault tells anything of the key', async () => {
  await using server = await fakeServer({ logins: 'refuse' });
  const error = await openSftpSession(server.address, server.login, systemClock, signal).catch(
    (any: unknown) => any,
  );
  const told: string[] = [];
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    told.push(cause.message, cause.stack ?? '', JSON.stringify(Object.entries(cause)));
  }
  const body = server.login.identity.reveal().split('\n').slice(1, -2);
  expect(body.length).toBeGreaterThan(2);
  expect(body.filter((line) => told.join('').includes(line.slice(0, 20)))).toEqual([]);
});
