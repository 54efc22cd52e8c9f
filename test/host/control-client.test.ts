import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WireMessage } from '../../src/core/wire.ts';
import { controlClient } from '../../src/host/control-client.ts';
import { child, kill } from './child.ts';
import { refuseOpenHandles } from './refuse-open-handles.ts';

let folder = '';
let path = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  path = join(folder, 'agent.sock');
});

afterEach(() => {
  refuseOpenHandles(folder);
  rmSync(folder, { recursive: true });
});

interface Agent extends AsyncDisposable {
  readonly server: Server;
}

/** Something at the other end of the socket that does what an agent would not. */
async function agent(greet: (socket: Socket) => void): Promise<Agent> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => socket.destroy()));
    greet(socket);
  });
  server.listen(path);
  await once(server, 'listening');
  return {
    server,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function all(messages: AsyncIterable<WireMessage>): Promise<WireMessage[]> {
  const seen: WireMessage[] = [];
  for await (const message of messages) seen.push(message);
  return seen;
}

test('controlClient() gives AGT-03 when there is no agent', async () => {
  const failed = { code: 'AGT-03', facts: { path, errno: 'ENOENT' } };
  await expect(controlClient(path)).rejects.toMatchObject(failed);
  path = join(folder, 'none/agent.sock');
  await expect(controlClient(path)).rejects.toMatchObject({ code: 'AGT-03', facts: { path } });
});

test('controlClient() gives AGT-03 when a killed agent has left its socket', async () => {
  const killed = await child(
    `import { createServer } from 'node:net';
    createServer().listen(process.argv[1], () => process.stdout.write('listening'));`,
    path,
  );
  await kill(killed);
  await expect(controlClient(path)).rejects.toMatchObject({
    code: 'AGT-03',
    facts: { errno: 'ECONNREFUSED' },
  });
});

test('controlClient() gives AGT-03 when the socket is a file', async () => {
  writeFileSync(path, '');
  await expect(controlClient(path)).rejects.toMatchObject({ code: 'AGT-03' });
});

test('controlClient() gives the messages that came before anybody listened', async () => {
  await using _ = await agent((socket) => socket.end('{"v":1,"kind":"state"}\n{"v":1,"kind":"event"}\n'));
  await using client = await controlClient(path);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await all(client.messages)).toEqual([
    { v: 1, kind: 'state' },
    { v: 1, kind: 'event' },
  ]);
});

test('controlClient() passes over messages of another version, and a last one that was cut off', async () => {
  await using _ = await agent((socket) =>
    socket.end('{"v":2,"kind":"new"}\n{"v":1,"kind":"state"}\n{"v":1,"ki'),
  );
  await using client = await controlClient(path);
  expect(await all(client.messages)).toEqual([{ v: 1, kind: 'state' }]);
});

test('controlClient() takes a long message in pieces, and refuses one without end', async () => {
  const agentName = 'x'.repeat(900_000);
  await using _ = await agent((socket) => {
    socket.write(`{"v":1,"kind":"state","agent":"${agentName}"}\n`);
    socket.write('x'.repeat(2_000_000));
  });
  await using client = await controlClient(path);
  const messages = client.messages[Symbol.asyncIterator]();
  expect((await messages.next()).value).toEqual({ v: 1, kind: 'state', agent: agentName });
  await expect(messages.next()).rejects.toThrow(RangeError);
});

test('controlClient() takes the death of the agent for the end of the messages', async () => {
  const killed = await child(
    `import { controlServer } from '$(host/control-server.ts)';
    await controlServer(process.argv[1], () => ({ v: 1, kind: 'state' }), () => undefined);
    process.stdout.write('listening');`,
    path,
  );
  await using client = await controlClient(path);
  const messages = client.messages[Symbol.asyncIterator]();
  expect((await messages.next()).value).toEqual({ v: 1, kind: 'state' });
  const rest = messages.next();
  client.send({ kind: 'cancel' });
  await kill(killed);
  expect(await rest).toEqual({ done: true, value: undefined });
  client.send({ kind: 'cancel' });
});

test('controlClient() takes a broken connection for the end of the messages', async () => {
  // A socket that is closed with bytes that it has not read is reset.
  await using _ = await agent((socket) => {
    socket.pause();
    setTimeout(() => socket.destroy(), 20);
  });
  await using client = await controlClient(path);
  client.send({ kind: 'cancel' });
  expect(await all(client.messages)).toEqual([]);
});

test('controlClient() ends the messages when it is disposed of', async () => {
  await using _ = await agent((socket) => socket.write('{"v":1,"kind":"state"}\n'));
  const client = await controlClient(path);
  const messages = client.messages[Symbol.asyncIterator]();
  await messages.next();
  const rest = messages.next();
  await client[Symbol.asyncDispose]();
  expect(await rest).toEqual({ done: true, value: undefined });
});

test('controlClient() sends each command on a line', async () => {
  const heard = Promise.withResolvers<string>();
  await using _ = await agent((socket) => {
    let text = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (text.endsWith('}\n') && text.includes('cancel')) heard.resolve(text);
    });
  });
  await using client = await controlClient(path);
  client.send({ kind: 'key', key: 'ü' });
  client.send({ kind: 'cancel' });
  expect(await heard.promise).toBe('{"kind":"key","key":"ü"}\n{"kind":"cancel"}\n');
});
