import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/host/system-clock.ts';
import { dial } from '../../../src/net/server/dial.ts';
import { openSftpSession } from '../../../src/net/server/sftp-session.ts';
import type { Proxy } from '../../../src/net/settings/read-proxy.ts';
import { faultFrom } from '../fault-from.ts';
import { fakeServer, folder } from './fake-server.ts';

const { signal } = new AbortController();
const SERVER = { host: 'recovery.example.com', port: 2222 };

interface FakeProxy extends AsyncDisposable {
  readonly proxy: (kind: Proxy['kind']) => Proxy;
}

async function fakeProxy(onSocket: (socket: Socket) => unknown): Promise<FakeProxy> {
  const sockets = new Set<Socket>();
  const server: Server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket.on('error', () => undefined));
    onSocket(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  return {
    proxy: (kind) => ({ kind, address: { host: '127.0.0.1', port: bound.port } }),
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** Answers each piece that comes with the next answer, and remembers the pieces. */
function answering(
  heard: Buffer[],
  ...answers: readonly (string | Uint8Array)[]
): (socket: Socket) => unknown {
  return (socket) => {
    let next = 0;
    return socket.on('data', (data) => {
      heard.push(Buffer.from(data));
      const answer = answers[next];
      next += 1;
      if (answer !== undefined) socket.write(answer);
    });
  };
}

const OK = 'HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n';

test('dial() asks an HTTP proxy for the server by its name, and leaves what the server says to its reader', async () => {
  const heard: Buffer[] = [];
  await using fake = await fakeProxy(answering(heard, `${OK}SSH-2.0-x\r\n`));
  const socket = await dial(SERVER, fake.proxy('http'), signal);
  expect(heard.join('')).toBe(
    'CONNECT recovery.example.com:2222 HTTP/1.1\r\nHost: recovery.example.com:2222\r\n\r\n',
  );
  expect(String((await once(socket, 'data'))[0])).toBe('SSH-2.0-x\r\n');
  socket.destroy();
});

test('dial() puts an IPv6 address into brackets for an HTTP proxy', async () => {
  const heard: Buffer[] = [];
  await using fake = await fakeProxy(answering(heard, OK));
  (await dial({ host: '2001:db8::5', port: 22 }, fake.proxy('http'), signal)).destroy();
  expect(heard.join('').split('\r\n')[0]).toBe('CONNECT [2001:db8::5]:22 HTTP/1.1');
});

test('dial() takes an answer that comes in pieces', async () => {
  await using fake = await fakeProxy(async (socket) => {
    for (const letter of OK) {
      socket.write(letter);
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
  const socket = await dial(SERVER, fake.proxy('http'), signal);
  expect(socket.readableLength).toBe(0);
  socket.destroy();
});

const CONNECTED = Uint8Array.of(5, 0, 0, 1, 10, 0, 0, 1, 0, 80);

test.for([
  ['a name', 'ab.example', [3, 10, ...Buffer.from('ab.example')]],
  ['an IPv4 address', '192.0.2.7', [1, 192, 0, 2, 7]],
] as const)('dial() asks a SOCKS proxy for %s', async ([, host, bytes]) => {
  const heard: Buffer[] = [];
  await using fake = await fakeProxy(
    answering(heard, Uint8Array.of(5, 0), Buffer.concat([CONNECTED, Buffer.from('SSH')])),
  );
  const socket = await dial({ host, port: 2222 }, fake.proxy('socks5'), signal);
  expect(heard.map((piece) => [...piece])).toEqual([
    [5, 1, 0],
    [5, 1, 0, ...bytes, 8, 174],
  ]);
  expect(String((await once(socket, 'data'))[0])).toBe('SSH');
  socket.destroy();
});

test.for([
  ['IPv6', [5, 0, 0, 4, ...new Uint8Array(18)]],
  ['a name', [5, 0, 0, 3, 2, 97, 98, 0, 80]],
] as const)('dial() reads past the address in the answer of a SOCKS proxy: %s', async ([, answer]) => {
  await using fake = await fakeProxy(answering([], Uint8Array.of(5, 0), Uint8Array.of(...answer, 83)));
  const socket = await dial(SERVER, fake.proxy('socks5'), signal);
  expect(String((await once(socket, 'data'))[0])).toBe('S');
  socket.destroy();
});

test.for([
  [
    'http',
    ['HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'],
    'the proxy says "HTTP/1.1 407 Proxy Authentication Required"',
  ],
  ['http', ['SSH-2.0-OpenSSH\r\n\r\n'], 'the proxy says "SSH-2.0-OpenSSH"'],
  ['http', ['x'.repeat(20_000)], 'the proxy answers without end'],
  ['socks5', [Uint8Array.of(5, 255)], 'the proxy wants a login'],
  ['socks5', ['HTTP/1.1 400 Bad Request\r\n\r\n'], 'the proxy does not speak SOCKS 5'],
  [
    'socks5',
    [Uint8Array.of(5, 0), Uint8Array.of(5, 5, 0, 1, 0, 0, 0, 0, 0, 0)],
    'the proxy says "connection refused"',
  ],
  ['socks5', [Uint8Array.of(5, 0), Uint8Array.of(5, 99, 0, 1, 0, 0, 0, 0, 0, 0)], 'the proxy says "code 99"'],
] as const)('dial() says what a %s proxy answers instead: %s', async ([kind, answers, problem]) => {
  await using fake = await fakeProxy(answering([], ...answers));
  const proxy = fake.proxy(kind);
  const facts = { host: '[recovery.example.com]:2222', proxy: `[127.0.0.1]:${proxy.address.port}`, problem };
  expect(await faultFrom(dial(SERVER, proxy, signal))).toEqual({ code: 'NET-02', facts });
});

test.for(['http', 'socks5'] as const)(
  'dial() says so when a %s proxy closes the connection',
  async (kind) => {
    await using fake = await fakeProxy((socket) => socket.end());
    expect(await faultFrom(dial(SERVER, fake.proxy(kind), signal))).toMatchObject({
      code: 'NET-02',
      facts: { problem: 'the proxy closed the connection' },
    });
  },
);

test('dial() can be aborted while a proxy says nothing', async () => {
  const stop = new AbortController();
  const arrived = Promise.withResolvers<void>();
  await using fake = await fakeProxy(() => arrived.resolve());
  const dialling = dial(SERVER, fake.proxy('http'), stop.signal);
  await arrived.promise;
  stop.abort(new Error('stopped'));
  await expect(dialling).rejects.toThrow('stopped');
});

test('a session goes through an HTTP proxy', async () => {
  await using server = await fakeServer({ tree: { '/r': folder } });
  await using fake = await fakeProxy((client) => {
    client.once('data', () => {
      const through = connect(server.address.port, '127.0.0.1');
      client.write(OK);
      through.pipe(client).pipe(through);
    });
  });
  const login = { ...server.login, proxy: fake.proxy('http') };
  await using session = await openSftpSession(server.address, login, systemClock, signal);
  expect(await session.lstat('/r')).toMatchObject({ kind: 'folder' });
});
