import type ssh2 from 'ssh2';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/host/system-clock.ts';
import { openSftpSession, type SftpSession } from '../../../src/net/server/sftp-session.ts';
import { faultFrom } from '../fault-from.ts';
import { type FakeServer, fakeServer, folder } from './fake-server.ts';

const sessionWith = (server: FakeServer): Promise<SftpSession> =>
  openSftpSession(server.address, server.login, systemClock, new AbortController().signal);

const nameOf = (server: FakeServer): string => `[127.0.0.1]:${server.address.port}`;

/** Bytes of an SFTP packet with its length. */
const packet = (...bytes: readonly number[]): Buffer => Buffer.from([0, 0, 0, bytes.length, ...bytes]);
const VERSION = packet(2, 0, 0, 0, 3);

test.for([
  ['a packet of negative length', [VERSION, Buffer.from([0xff, 0xff, 0xff, 0xff, 1])]],
  ['a packet of 2 GiB', [VERSION, Buffer.from([0x7f, 0xff, 0xff, 0xff, 1])]],
  ['an empty packet', [VERSION, Buffer.alloc(4)]],
  ['a packet of an unknown type', [VERSION, packet(77, 1, 2, 3)]],
  ['its version twice', [VERSION, VERSION]],
  ['attributes that are cut short', [VERSION, packet(105, 0, 0, 0, 0, 0, 0, 0, 15)]],
  ['a handle instead of attributes', [VERSION, packet(102, 0, 0, 0, 0, 0, 0, 0, 1, 9)]],
  ['attributes without a mode', [VERSION, packet(105, 0, 0, 0, 0, 0, 0, 0, 0)]],
  ['a listing instead of attributes', [VERSION, packet(104, 0, 0, 0, 0, 0, 0, 0, 0)]],
] as const)('a session in which the server sends %s ends with NET-09', async ([, packets]) => {
  await using server = await fakeServer({
    sftp: (channel) => {
      channel.on('error', () => undefined);
      channel.write(packets[0]);
      channel.once('data', () => channel.once('data', () => channel.write(packets[1])));
    },
  });
  await using session = await sessionWith(server);
  expect(await faultFrom(session.lstat('/a'))).toMatchObject({
    code: 'NET-09',
    facts: { host: nameOf(server) },
  });
  expect(session.isOver()).toBe(true);
});

test('a session does not take a handle of more than 256 bytes, which every read would repeat', async () => {
  await using server = await fakeServer({
    sftp: (channel) => {
      const handle = Buffer.concat([
        Buffer.from([0, 0, 1, 10, 102, 0, 0, 0, 0, 0, 0, 1, 1]),
        Buffer.alloc(257),
      ]);
      channel.on('error', () => undefined);
      channel.write(VERSION);
      channel.once('data', () => channel.once('data', () => channel.write(handle)));
    },
  });
  await using session = await sessionWith(server);
  const facts = { host: nameOf(server), problem: 'it opened something without a usable handle' };
  expect(await faultFrom(session.open('/a'))).toEqual({ code: 'NET-09', facts });
});

test('a session ends with NET-03 when the server closes only the SFTP channel', async () => {
  await using server = await fakeServer({
    sftp: (channel) => {
      channel.write(VERSION);
      channel.once('data', () => channel.once('data', () => channel.close()));
    },
  });
  await using session = await sessionWith(server);
  expect(await faultFrom(session.lstat('/a'))).toMatchObject({ code: 'NET-03' });
});

test.for([
  [3, 'permission denied'],
  [4, 'it broke'],
  [8, ''],
] as const)('a session lives on after a refusal with status %s', async ([status, message]) => {
  await using server = await fakeServer({ onRequest: ({ sftp, id }) => sftp.status(id, status, message) });
  await using session = await sessionWith(server);
  const fault = await faultFrom(session.open('/secret'));
  expect(fault).toMatchObject({ code: 'NET-11', facts: { host: nameOf(server), path: '/secret' } });
  expect(session.isOver()).toBe(false);
});

test('a session does not list for ever', async () => {
  await using server = await fakeServer({
    tree: { '/r': folder },
    onRequest(request) {
      const { kind, sftp, id, answer } = request;
      const entry = { filename: 'x', longname: 'x', attrs: folder.attributes as ssh2.Attributes };
      if (kind === 'READDIR')
        sftp.name(
          id,
          Array.from({ length: 100 }, () => entry),
        );
      else answer();
    },
  });
  await using session = await sessionWith(server);
  expect(await session.entries('/r', 1000)).toHaveLength(1000);
  expect(server.requests('READDIR')).toBe(10);
});

test('a session does not list for ever when the answers are empty', async () => {
  await using server = await fakeServer({
    tree: { '/r': folder },
    onRequest({ kind, sftp, id, answer }) {
      if (kind === 'READDIR') sftp.name(id, []);
      else answer();
    },
  });
  await using session = await sessionWith(server);
  expect(await session.entries('/r', 50)).toEqual([]);
  expect(server.requests('READDIR')).toBe(51);
});
