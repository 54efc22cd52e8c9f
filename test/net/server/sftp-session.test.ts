import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { Fault } from '../../../src/core/faults.ts';
import { systemClock } from '../../../src/host/system-clock.ts';
import { openSftpSession, type SftpSession } from '../../../src/net/server/sftp-session.ts';
import { faultFrom } from '../fault-from.ts';
import { ManualClock } from '../manual-clock.ts';
import { ed25519Pair } from './ed25519-pair.ts';
import {
  type FakeServer,
  fakeServer,
  file,
  folder,
  HOST_KEY,
  loginWith,
  type ServerSettings,
} from './fake-server.ts';

const { signal } = new AbortController();

const sessionWith = (server: FakeServer, knownHosts?: string): Promise<SftpSession> =>
  openSftpSession(
    server.address,
    knownHosts === undefined ? server.login : loginWith(knownHosts),
    systemClock,
    signal,
  );

const nameOf = (server: FakeServer): string => `[127.0.0.1]:${server.address.port}`;

/** Any public key that no server here has. */
const OTHER_KEY = ed25519Pair().public;
const FINGERPRINT = `SHA256:${createHash('sha256')
  .update(Buffer.from(HOST_KEY.public.split(' ')[1] ?? '', 'base64'))
  .digest('base64')
  .replace('=', '')}`;

test('openSftpSession() logs in with the key and nothing else, and asks for files', async () => {
  await using server = await fakeServer({ tree: { '/r': folder, '/r/a': file(Buffer.from('hello')) } });
  await using session = await sessionWith(server);
  expect(session.host).toBe(nameOf(server));
  expect(await session.lstat('/r')).toMatchObject({ kind: 'folder' });
  expect(await session.lstat('/r/a')).toEqual({ kind: 'file', sizeBytes: 5, modifiedSeconds: 1000 });
  expect(await session.lstat('/r/b')).toBe('absent');
  expect(await session.open('/r/b')).toBe('absent');
  expect(await session.entries('/r', 10)).toEqual([{ name: 'a', kind: 'file' }]);
  expect(await session.entries('/x', 10)).toBe('absent');
  expect(new Set(server.triedLogins)).toEqual(new Set(['recovery publickey']));
});

test.for([
  ['does not have the server', (at: string) => `other${at} ${HOST_KEY.public}`, 'NET-04'],
  ['has another key for the server', (at: string) => `${at} ${OTHER_KEY}`, 'NET-05'],
  [
    'has the key as revoked',
    (at: string) => `${at} ${HOST_KEY.public}\n@revoked * ${HOST_KEY.public}`,
    'NET-06',
  ],
] as const)('openSftpSession() ends before the login when known_hosts %s', async ([, lines, code]) => {
  await using server = await fakeServer();
  const fault = { code, facts: { host: nameOf(server), fingerprint: FINGERPRINT } };
  expect(await faultFrom(sessionWith(server, lines(nameOf(server))))).toEqual(fault);
  expect(server.triedLogins).toEqual([]);
});

test('openSftpSession() calls nobody who is known by a certificate only', async () => {
  await using server = await fakeServer();
  const lines = `@cert-authority * ${HOST_KEY.public}`;
  expect(await faultFrom(sessionWith(server, lines))).toEqual({
    code: 'NET-15',
    facts: { host: nameOf(server) },
  });
  expect(server.connections()).toBe(0);
});

test('openSftpSession() takes the key that known_hosts has from a server with several', async () => {
  const ecdsa = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 });
  await using server = await fakeServer({ hostKeys: [HOST_KEY.private, ecdsa.private] });
  await using session = await sessionWith(server, `${nameOf(server)} ${ecdsa.public}`);
  expect(session.isOver()).toBe(false);
});

test('openSftpSession() tells the fingerprint of the key that it trusted', async () => {
  await using server = await fakeServer();
  await using session = await sessionWith(server, `${nameOf(server)} ${HOST_KEY.public}`);
  expect(session.fingerprint).toBe(FINGERPRINT);
});

const RSA = ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 });
const SHORT_RSA = ssh2.utils.generateKeyPairSync('rsa', { bits: 1024 });

test('openSftpSession() takes an RSA key of 2048 bits with SHA-2', async () => {
  await using server = await fakeServer({ hostKeys: [RSA.private] });
  await using session = await sessionWith(server, `${nameOf(server)} ${RSA.public}`);
  expect(session.isOver()).toBe(false);
});

const WEAK: readonly (readonly [string, ServerSettings, string])[] = [
  ['an RSA key of 1024 bits', { hostKeys: [SHORT_RSA.private] }, SHORT_RSA.public],
  [
    'RSA with SHA-1 only',
    { hostKeys: [RSA.private], algorithms: { serverHostKey: ['ssh-rsa'] } },
    RSA.public,
  ],
  ['a weak key exchange only', { algorithms: { kex: ['diffie-hellman-group14-sha1'] } }, HOST_KEY.public],
  ['a weak cipher only', { algorithms: { cipher: ['aes128-cbc'] } }, HOST_KEY.public],
];

test.for(WEAK)('openSftpSession() refuses a server with %s', async ([, settings, publicKey]) => {
  await using server = await fakeServer(settings);
  const fault = await faultFrom(sessionWith(server, `${nameOf(server)} ${publicKey}`));
  expect(fault).toMatchObject({ code: 'NET-07', facts: { host: nameOf(server) } });
  expect(server.triedLogins).toEqual([]);
});

test('openSftpSession() says so when the login is refused, and never falls back to a password or none', async () => {
  await using server = await fakeServer({ logins: 'refuse' });
  expect(await faultFrom(sessionWith(server))).toMatchObject({
    code: 'NET-08',
    facts: { host: nameOf(server) },
  });
  expect(new Set(server.triedLogins)).toEqual(new Set(['recovery publickey']));
});

test('openSftpSession() says so when the server has no SFTP', async () => {
  await using server = await fakeServer({ sftp: 'none' });
  expect(await faultFrom(sessionWith(server))).toMatchObject({
    code: 'NET-09',
    facts: { host: nameOf(server) },
  });
});

/** Something that listens and is no SSH server. */
async function listener(onSocket: (socket: Socket) => void): Promise<Server & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    onSocket(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(server, {
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  });
}

function addressOf(server: Server): { readonly host: string; readonly port: number } {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  return { host: '127.0.0.1', port: bound.port };
}

test.for([
  ['closes the connection at once', (socket: Socket) => socket.end(), 'NET-03'],
  ['resets the connection at once', (socket: Socket) => socket.resetAndDestroy(), 'NET-03'],
  ['answers as a web server', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 'NET-03'],
  ['hangs up after its name', (socket: Socket) => socket.end('SSH-2.0-x\r\n'), 'NET-03'],
  ['speaks SSH 1', (socket: Socket) => socket.write('SSH-1.5-old\r\n'), 'NET-09'],
  [
    'sends garbage after its name',
    (socket: Socket) => socket.write(`SSH-2.0-x\r\n${'\xff'.repeat(100)}`),
    'NET-09',
  ],
  ['sends an endless first line', (socket: Socket) => socket.write('x'.repeat(1 << 20)), 'NET-09'],
] as const)('openSftpSession() ends with a fault when something %s', async ([, behave, code]) => {
  await using server = await listener(behave);
  const opening = openSftpSession(addressOf(server), loginWith(''), systemClock, signal);
  expect(await faultFrom(opening)).toMatchObject({ code });
});

test('openSftpSession() does not wait for ever for a server that says nothing', async () => {
  const clock = new ManualClock();
  await using server = await listener(() => undefined);
  const opening = faultFrom(openSftpSession(addressOf(server), loginWith(''), clock, signal));
  await once(server, 'connection');
  await clock.pass(21_000);
  expect(await opening).toMatchObject({ code: 'NET-02', facts: { problem: 'no login within 20 s' } });
});

test('openSftpSession() says so when nobody listens, and when the name does not exist', async () => {
  const gone = await listener(() => undefined);
  const address = addressOf(gone);
  await gone[Symbol.asyncDispose]();
  const opening = openSftpSession(address, loginWith(''), systemClock, signal);
  expect(await faultFrom(opening)).toMatchObject({ code: 'NET-02', facts: { problem: 'ECONNREFUSED' } });
  const nowhere = openSftpSession(
    { host: 'no-such-host.invalid', port: 22 },
    loginWith(''),
    systemClock,
    signal,
  );
  expect(await faultFrom(nowhere)).toMatchObject({ code: 'NET-01', facts: { host: 'no-such-host.invalid' } });
});

test('openSftpSession() can be aborted while it waits', async () => {
  const stop = new AbortController();
  await using server = await listener(() => undefined);
  const opening = openSftpSession(addressOf(server), loginWith(''), systemClock, stop.signal);
  await once(server, 'connection');
  stop.abort(new Error('stopped'));
  await expect(opening).rejects.toThrow('stopped');
});

test.for([['cuts the connection', (server: FakeServer) => server.cut(), 'NET-03']] as const)(
  'a session in which the server %s ends with a fault for all who wait',
  async ([, act, code]) => {
    await using server = await fakeServer({ onRequest: () => undefined });
    await using session = await sessionWith(server);
    const waiting = [
      faultFrom(session.lstat('/a')),
      faultFrom(session.open('/b')),
      faultFrom(session.entries('/c', 1)),
    ];
    while (server.requests('OPENDIR') === 0) await new Promise(setImmediate);
    act(server);
    for (const fault of await Promise.all(waiting)) expect(fault).toMatchObject({ code });
    expect(session.isOver()).toBe(true);
    expect(await faultFrom(session.lstat('/a'))).toMatchObject({ code });
  },
);

test('a session is given up when the server goes silent', async () => {
  const clock = new ManualClock();
  await using server = await fakeServer({ onRequest: ({ socket }) => socket.pause() });
  await using session = await openSftpSession(server.address, server.login, clock, signal);
  const waiting = faultFrom(session.lstat('/a'));
  while (server.requests('LSTAT') === 0) await new Promise(setImmediate);
  await clock.pass(9_900);
  expect(await waiting).toMatchObject({ code: 'NET-03', facts: { problem: 'nothing was heard for 8 s' } });
});

test('a session is given up when a request is not answered, although the server lives', async () => {
  const clock = new ManualClock();
  await using server = await fakeServer({
    async onRequest({ sftp, id }) {
      // An answer to nothing: a sign of life, and no more.
      for (;;) {
        await clock.sleep(1000, signal);
        sftp.status(id + 1000, 0);
      }
    },
  });
  await using session = await openSftpSession(server.address, server.login, clock, signal);
  const waiting = faultFrom(session.lstat('/a'));
  while (server.requests('LSTAT') === 0) await new Promise(setImmediate);
  await clock.pass(22_000);
  expect(await waiting).toMatchObject({ code: 'NET-10' });
});

test('a session that is closed here is over, and can be closed again', async () => {
  await using server = await fakeServer();
  const session = await sessionWith(server);
  await session[Symbol.asyncDispose]();
  expect(session.isOver()).toBe(true);
  await session[Symbol.asyncDispose]();
  expect(await faultFrom(session.lstat('/a'))).toMatchObject({ code: 'NET-03' });
});

test('a session that is ended by its user gives that fault to all who wait', async () => {
  await using server = await fakeServer({ onRequest: () => undefined });
  await using session = await sessionWith(server);
  const waiting = faultFrom(session.lstat('/a'));
  session.end(new Fault('NET-10', { host: 'x' }));
  expect(await waiting).toEqual({ code: 'NET-10', facts: { host: 'x' } });
});
