import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { KEPT_BYTES, type RingSocket, ringSocket } from '../../../src/net/server/ring-socket.ts';

const CONTENT = randomBytes(6 << 20);
/** The longest SSH packet that ssh2 takes. */
const PACKET_BYTES = 35_000;

/** A connection to a server that sends `content` and says goodbye. */
async function receiving(content: Uint8Array): Promise<RingSocket & AsyncDisposable> {
  const server = createServer((peer) => peer.end(content)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const socket = ringSocket({ host: '127.0.0.1', port: address.port });
  return Object.assign(socket, {
    async [Symbol.asyncDispose]() {
      socket.destroy();
      server.close();
      await once(server, 'close');
    },
  });
}

test('ringSocket() gives copies until it is told to lend its memory', async () => {
  await using socket = await receiving(CONTENT);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'end');
  expect(Buffer.concat(chunks).equals(CONTENT)).toBe(true);
});

test('ringSocket() gives every byte once and in order when it lends its memory in the middle', async () => {
  await using socket = await receiving(CONTENT);
  // A reader that reads now and then, as the one who talks to a proxy.
  const first: Buffer[] = [];
  while (Buffer.concat(first).length < 100_000) {
    await once(socket, 'readable');
    const some: unknown = socket.read(50_000);
    if (Buffer.isBuffer(some)) first.push(some);
  }
  const rest: Buffer[] = [];
  socket.lendMemory();
  socket.on('data', (chunk: Buffer) => rest.push(Buffer.from(chunk)));
  socket.resume();
  await once(socket, 'end');
  expect(Buffer.concat([...first, ...rest]).equals(CONTENT)).toBe(true);
});

test('ringSocket() leaves the last packet of what it lent alone while more comes', async () => {
  await using socket = await receiving(CONTENT);
  socket.lendMemory();
  const lent: { readonly tail: Buffer; readonly endBytes: number }[] = [];
  let gotBytes = 0;
  let changed = 0;
  let reused = 0;
  const isIntact = ({ tail, endBytes }: (typeof lent)[number]): boolean =>
    tail.equals(CONTENT.subarray(endBytes - tail.length, endBytes));
  socket.on('data', (chunk: Buffer) => {
    gotBytes += chunk.length;
    lent.push({ tail: chunk.subarray(-PACKET_BYTES), endBytes: gotBytes });
    for (const each of lent) if (gotBytes - each.endBytes <= KEPT_BYTES && !isIntact(each)) changed += 1;
    if (gotBytes > 2 * KEPT_BYTES && lent.some((each) => !isIntact(each))) reused += 1;
    while (gotBytes - (lent[0]?.endBytes ?? gotBytes) > 4 * KEPT_BYTES) lent.shift();
  });
  await once(socket, 'end');
  expect(gotBytes).toBe(CONTENT.length);
  expect(changed).toBe(0);
  // It did go round.
  expect(reused).toBeGreaterThan(0);
});

test('ringSocket() stops for a listener that pauses it, and loses nothing', async () => {
  await using socket = await receiving(CONTENT);
  socket.lendMemory();
  const got: Buffer[] = [];
  let early = 0;
  socket.on('data', (chunk: Buffer) => {
    if (socket.isPaused()) early += 1;
    got.push(Buffer.from(chunk));
    socket.pause();
    void turn().then(() => socket.resume());
  });
  await once(socket, 'end');
  expect(Buffer.concat(got).equals(CONTENT)).toBe(true);
  expect(early).toBe(0);
});
