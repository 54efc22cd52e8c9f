import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Command } from '../../src/core/commands.ts';
import { FIRST_RUN_STATE } from '../../src/core/run-state.ts';
import { WIRE_VERSION, type WireMessage } from '../../src/core/wire.ts';
import { controlClient } from '../../src/host/control-client.ts';
import { type ControlServer, controlServer } from '../../src/host/control-server.ts';
import { child, kill } from './child.ts';
import { refuseOpenHandles } from './refuse-open-handles.ts';

let folder = '';
let path = '';
let seq = 0;
let commands: Command[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rsd-'));
  path = join(folder, 'run/rsd/agent.sock');
  seq = 0;
  commands = [];
});

afterEach(() => {
  refuseOpenHandles(folder);
  rmSync(folder, { recursive: true });
});

const stateMessage = (): WireMessage => ({
  v: WIRE_VERSION,
  kind: 'state',
  state: { ...FIRST_RUN_STATE, seq },
});

const started = (): Promise<ControlServer> =>
  controlServer(path, stateMessage, (command) => void commands.push(command));

/** Brings the run one event further, and says it. */
function happen(server: ControlServer, agent = 'agent'): void {
  seq += 1;
  const event = { kind: 'started', agent, mode: 'attended' } as const;
  server.say({ v: WIRE_VERSION, kind: 'event', event: { seq, atMs: 0, event } });
}

/** The numbers of the state and of the events that a screen gets until the agent ends. */
async function numbers(messages: AsyncIterable<WireMessage>): Promise<readonly string[]> {
  const seen: string[] = [];
  for await (const message of messages) {
    seen.push(message.kind === 'state' ? `state ${message.state.seq}` : `event ${message.event.seq}`);
  }
  return seen;
}

/** A screen that we can make behave badly. */
async function rawScreen(): Promise<Socket> {
  const socket = connect(path);
  await once(socket, 'connect');
  // To be let go of with words in the pipe that nobody has read is a reset, and what we want here.
  socket.on('error', () => undefined);
  return socket;
}

const closed = (socket: Socket): Promise<void> =>
  new Promise((resolve) => socket.once('close', () => resolve()));

const acknowledged = (): Promise<void> =>
  vi.waitFor(() => expect(commands.at(-1)).toEqual({ kind: 'acknowledge' }), { interval: 2 });

test('controlServer() gives a screen the state, then every event, however late it attaches', async () => {
  const screens: Promise<readonly string[]>[] = [];
  const attaching: Promise<unknown>[] = [];
  {
    await using server = await started();
    for (let at = 0; at < 300; at += 1) {
      if (at % 20 === 0 && screens.length < 14) {
        // Otherwise a busy machine attaches them all at one moment.
        await Promise.all(attaching);
        const attached = controlClient(path);
        attaching.push(attached);
        screens.push(attached.then(({ messages }) => numbers(messages)));
      }
      happen(server);
      await turn();
    }
    await Promise.all(attaching);
  }
  const firsts = new Set<string>();
  for (const seen of await Promise.all(screens)) {
    const first = Number(seen[0]?.replace('state ', ''));
    firsts.add(seen[0] ?? '');
    const events = Array.from({ length: 300 - first }, (_, at) => `event ${first + 1 + at}`);
    expect(seen).toEqual([`state ${first}`, ...events]);
  }
  // Two in a row may find the same state, where one is slow and the next is not.
  expect(firsts.size).toBeGreaterThanOrEqual(7);
});

test('controlServer() lets nobody but its owner in', async () => {
  await using _ = await started();
  expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
  expect((statSync(dirname(path)).mode & 0o777).toString(8)).toBe('700');
});

test('controlServer() and controlClient() meet at a path that is longer than the kernel takes', async () => {
  path = join(folder, ...Array.from({ length: 5 }, () => 'x'.repeat(90)), 'agent.sock');
  let seen: Promise<readonly string[]>;
  {
    await using server = await started();
    const client = await controlClient(path);
    seen = numbers(client.messages);
    client.send({ kind: 'acknowledge' });
    await acknowledged();
    happen(server);
  }
  expect(await seen).toEqual(['state 0', 'event 1']);
  expect(readdirSync(dirname(path))).toEqual([]);
});

test('controlServer() takes the place of the socket that a killed agent left', async () => {
  const killed = await child(
    `import { controlServer } from '$(host/control-server.ts)';
    await controlServer(process.argv[1], () => ({}), () => undefined);
    process.stdout.write('listening');`,
    path,
  );
  await kill(killed);
  expect(statSync(path).isSocket()).toBe(true);
  await using _ = await started();
  await using client = await controlClient(path);
  const first = await client.messages[Symbol.asyncIterator]().next();
  expect(first.value).toEqual(stateMessage());
});

test('controlServer() obeys commands and nothing else', async () => {
  await using _ = await started();
  const screen = await rawScreen();
  const lines = [
    '',
    'hello',
    '{}',
    'null',
    '{"kind":"skip-delay"}',
    '{"kind":"key"}',
    '\u0000\u00ff',
    '{"kind":"cancel"',
  ];
  screen.write(`${lines.join('\n')}\n`);
  screen.write(Buffer.from([0xff, 0xfe, 0x0a]));
  screen.write('{"kind":"key","key":"a"}\n{"kind":"can');
  await turn();
  screen.write('cel"}\n{"kind":"acknowledge"}\n');
  await acknowledged();
  expect(commands).toEqual([{ kind: 'key', key: 'a' }, { kind: 'cancel' }, { kind: 'acknowledge' }]);
  screen.destroy();
});

test('controlServer() obeys no half of a command, and hears others when a screen is killed', async () => {
  await using server = await started();
  const killed = await child(
    `import { connect } from 'node:net';
    const socket = connect(process.argv[1], () => {
      socket.write('{"kind":"cancel"}{"kind":"can', () => process.stdout.write('written'));
    });`,
    path,
  );
  await kill(killed);
  await using client = await controlClient(path);
  const seen = client.messages[Symbol.asyncIterator]();
  await seen.next();
  client.send({ kind: 'acknowledge' });
  await acknowledged();
  happen(server);
  expect((await seen.next()).value).toMatchObject({ kind: 'event' });
  expect(commands).toEqual([{ kind: 'acknowledge' }]);
});

test.for([
  ['without an end', 'x'.repeat(5000)],
  ['with an end', `${'x'.repeat(5000)}\n{"kind":"cancel"}\n`],
] as const)('controlServer() lets go of a screen that sends an endless line, %s', async ([, text]) => {
  await using _ = await started();
  await using other = await controlClient(path);
  const screen = await rawScreen();
  screen.resume();
  screen.write(text);
  await closed(screen);
  other.send({ kind: 'acknowledge' });
  await acknowledged();
  expect(commands).toEqual([{ kind: 'acknowledge' }]);
});

test('controlServer() is not slowed by a screen that never reads, and lets go of it', async () => {
  await using server = await started();
  const hung = await rawScreen();
  hung.pause();
  const client = await controlClient(path);
  const seen = numbers(client.messages);
  const agent = 'x'.repeat(10_000);
  const EVENTS = 400;
  for (let at = 0; at < EVENTS; at += 1) {
    happen(server, agent);
    await turn();
  }
  // It is let go of with what was in the pipe, and not with the four megabytes.
  let heardBytes = 0;
  hung.on('data', (chunk: Buffer) => {
    heardBytes += chunk.length;
  });
  hung.resume();
  await closed(hung);
  expect(heardBytes).toBeLessThan(2_000_000);
  await server[Symbol.asyncDispose]();
  expect(await seen).toEqual(['state 0', ...Array.from({ length: EVENTS }, (_, at) => `event ${at + 1}`)]);
});

test('controlServer() has room for 16 of 20 screens, and for another when one has gone', async () => {
  await using server = await started();
  const clients = await Promise.all(Array.from({ length: 20 }, () => controlClient(path)));
  const iterators = clients.map(({ messages }) => messages[Symbol.asyncIterator]());
  const firsts = await Promise.all(iterators.map((one) => one.next()));
  expect(firsts.filter(({ done }) => done === true)).toHaveLength(4);
  happen(server);
  const inside = iterators.filter((_, at) => firsts[at]?.done !== true);
  const seconds = await Promise.all(inside.map((one) => one.next()));
  expect(new Set(seconds.map(({ value }) => JSON.stringify(value)))).toHaveLength(1);
  const leaving = clients.find((_, at) => firsts[at]?.done !== true);
  await leaving?.[Symbol.asyncDispose]();
  await vi.waitFor(
    async () => {
      await using late = await controlClient(path);
      const first = await late.messages[Symbol.asyncIterator]().next();
      expect(first.value).toMatchObject({ kind: 'state', state: { seq: 1 } });
    },
    { interval: 5 },
  );
  for (const client of clients) await client[Symbol.asyncDispose]();
});

test('controlServer() keeps no agent from ending, with a screen that never reads', async () => {
  const agent = await child(
    `import { once } from 'node:events';
    import { controlServer } from '$(host/control-server.ts)';
    const server = await controlServer(process.argv[1], () => ({ v: 1, kind: 'state' }), () => undefined);
    process.stdout.write('listening');
    await once(process.stdin.resume(), 'end');
    server.say({ v: 1, kind: 'event', text: 'x'.repeat(900_000) });
    await server[Symbol.asyncDispose]();`,
    path,
  );
  const client = await controlClient(path);
  const hung = await rawScreen();
  hung.pause();
  agent.stdin?.end();
  const kinds: string[] = [];
  const [status] = await Promise.all([
    once(agent, 'exit').then(([code]: unknown[]) => code),
    (async () => {
      for await (const { kind } of client.messages) kinds.push(kind);
    })(),
  ]);
  expect([status, kinds]).toEqual([0, ['state', 'event']]);
  expect(readdirSync(dirname(path))).toEqual([]);
  hung.destroy();
});

test('controlServer() sends the last words to a screen that is slow to read them', async () => {
  const server = await started();
  const client = await controlClient(path);
  for (let at = 0; at < 20; at += 1) happen(server, 'x'.repeat(40_000));
  const [seen] = await Promise.all([numbers(client.messages), server[Symbol.asyncDispose]()]);
  expect(seen.at(-1)).toBe('event 20');
});

test.for([
  ['a file is in the way of its folder', () => writeFileSync(join(folder, 'run'), ''), /ENOTDIR|EEXIST/],
  ['a folder is in its place', () => mkdirSync(path, { recursive: true }), /EISDIR/],
  [
    'its name is too long',
    () => {
      path = join(folder, 'x'.repeat(200));
    },
    /E[A-Z]+/,
  ],
] as const)('controlServer() gives AGT-04 when %s', async ([, spoil, errno]) => {
  spoil();
  await expect(started()).rejects.toMatchObject({
    code: 'AGT-04',
    facts: { path, errno: expect.stringMatching(errno) },
  });
});

test('controlServer() listens in a folder that is already there', async () => {
  mkdirSync(dirname(path), { recursive: true });
  chmodSync(dirname(path), 0o755);
  writeFileSync(path, 'no socket');
  await using _ = await started();
  await using client = await controlClient(path);
  const first = await client.messages[Symbol.asyncIterator]().next();
  expect(first.value).toEqual(stateMessage());
});
