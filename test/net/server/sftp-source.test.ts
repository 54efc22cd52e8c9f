import { randomBytes } from 'node:crypto';
import type { Attributes } from 'ssh2';
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/host/system-clock.ts';
import { openSftpSession } from '../../../src/net/server/sftp-session.ts';
import { type ResumableFile, type SftpSource, sftpSource } from '../../../src/net/server/sftp-source.ts';
import { faultFrom } from '../fault-from.ts';
import { type FakeServer, fakeServer, file, folder, link, type Served } from './fake-server.ts';

const { signal } = new AbortController();
const text = (content: string): Served => file(Buffer.from(content));

async function sourceOf(server: FakeServer, root = '/srv/recovery'): Promise<SftpSource> {
  return sftpSource(
    await openSftpSession(server.address, server.login, systemClock, signal),
    root,
    systemClock,
  );
}

/** The tree of a server, below its root. */
const tree = (below: Record<string, Served>): Record<string, Served> => ({
  '/srv/recovery': folder,
  ...Object.fromEntries(Object.entries(below).map(([path, served]) => [`/srv/recovery/${path}`, served])),
});

const nameOf = (server: FakeServer): string => `[127.0.0.1]:${server.address.port}`;

async function opened(source: SftpSource, id: string, name: string): Promise<ResumableFile> {
  const payload = await source.openPayload(id, name, signal);
  if (payload === 'absent') throw new Error('absent');
  return payload;
}

test('sftpSource().list() gives the folders, and neither links nor files nor names that are no ids', async () => {
  await using server = await fakeServer({
    tree: tree({
      'nimbus-1': folder,
      'a link': folder,
      alias: link,
      'readme.txt': text('x'),
      '.hidden': folder,
      'cirrus-2': folder,
    }),
  });
  await using source = await sourceOf(server);
  expect((await source.list(signal)).toSorted()).toEqual(['cirrus-2', 'nimbus-1']);
});

test('sftpSource().list() takes the index for it, and asks for no listing then', async () => {
  await using server = await fakeServer({
    tree: tree({ 'index.json': text('{ "releases": ["nimbus-1", "../etc"] }'), 'cirrus-2': folder }),
  });
  await using source = await sourceOf(server, '/srv/recovery/');
  expect(await source.list(signal)).toEqual(['nimbus-1']);
  expect(server.requests('OPENDIR')).toBe(0);
});

test.for([
  ['is no JSON', text('{')],
  ['is a link', link],
  ['is a folder', folder],
  ['is too long', file(new Uint8Array(64 * 1024 + 1))],
  ['ends early', file(Buffer.from('{}'), { size: 1000 })],
] as const)('sftpSource().list() lists the folder when the index %s', async ([, index]) => {
  await using server = await fakeServer({ tree: tree({ 'index.json': index, 'cirrus-2': folder }) });
  await using source = await sourceOf(server);
  expect(await source.list(signal)).toContain('cirrus-2');
});

test('sftpSource().list() says so when the folder for recovery data is not there', async () => {
  await using server = await fakeServer();
  await using source = await sourceOf(server);
  const facts = { host: nameOf(server), path: '/srv/recovery' };
  expect(await faultFrom(source.list(signal))).toEqual({ code: 'NET-18', facts });
});

const folders = (count: number): Record<string, Served> =>
  tree(Object.fromEntries(Array.from({ length: count }, (_, nth) => [`id-${nth}`, folder])));

test('sftpSource().list() takes 256 releases and no more', async () => {
  await using most = await fakeServer({ tree: folders(256) });
  await using source = await sourceOf(most);
  expect(await source.list(signal)).toHaveLength(256);
  await using more = await fakeServer({ tree: folders(257) });
  await using tooMany = await sourceOf(more);
  expect(await faultFrom(tooMany.list(signal))).toMatchObject({
    code: 'NET-17',
    facts: { found: 257, most: 256 },
  });
});

test('sftpSource().list() does not go through more than 10000 names', async () => {
  const entry = { filename: 'x', longname: 'x', attrs: text('').attributes as Attributes };
  await using server = await fakeServer({
    tree: tree({}),
    onRequest({ kind, sftp, id, answer }) {
      if (kind === 'READDIR')
        sftp.name(
          id,
          Array.from({ length: 1000 }, () => entry),
        );
      else answer();
    },
  });
  await using source = await sourceOf(server);
  expect(await faultFrom(source.list(signal))).toMatchObject({ code: 'NET-17', facts: { most: 10_000 } });
  expect(server.requests('READDIR')).toBe(11);
});

test('sftpSource().readSmall() gives a file whole, the longest too, and an empty one', async () => {
  const longest = randomBytes(1000);
  await using server = await fakeServer({
    tree: tree({ id: folder, 'id/manifest.json': file(longest), 'id/empty': text('') }),
  });
  await using source = await sourceOf(server);
  expect(await source.readSmall('id', 'manifest.json', 1000, signal)).toEqual(Uint8Array.from(longest));
  expect(await source.readSmall('id', 'empty', 1000, signal)).toEqual(new Uint8Array());
  expect(server.requests('CLOSE')).toBe(2);
});

test('sftpSource().readSmall() reads nothing of a file that is too long', async () => {
  await using server = await fakeServer({
    tree: tree({ id: folder, 'id/manifest.json': file(new Uint8Array(1001)) }),
  });
  await using source = await sourceOf(server);
  const fault = { code: 'MAN-03', facts: { file: 'manifest.json', bytes: 1001, maxBytes: 1000 } };
  expect(await faultFrom(source.readSmall('id', 'manifest.json', 1000, signal))).toEqual(fault);
  expect(server.requests('READ')).toBe(0);
});

test('sftpSource() gives the bytes of a payload from any place, and fewer at its end', async () => {
  const content = randomBytes(3_000_000);
  await using server = await fakeServer({ tree: tree({ id: folder, 'id/rootfs.img': file(content) }) });
  await using source = await sourceOf(server);
  await using payload = await opened(source, 'id', 'rootfs.img');
  expect(payload.sizeBytes).toBe(content.length);
  const into = new Uint8Array(1 << 20);
  for (const [offset, bytes] of [
    [0, 1 << 20],
    [2_500_001, 499_999],
    [3_000_000, 0],
    [9_000_000, 0],
  ] as const) {
    expect(await payload.read(offset, into, signal)).toBe(bytes);
    expect(Buffer.from(into.subarray(0, bytes)).equals(content.subarray(offset, offset + bytes))).toBe(true);
  }
});

test('sftpSource() reads into shared memory, many pieces at once', async () => {
  const content = randomBytes(5 << 18);
  await using server = await fakeServer({ tree: tree({ id: folder, 'id/rootfs.img': file(content) }) });
  await using source = await sourceOf(server);
  await using payload = await opened(source, 'id', 'rootfs.img');
  const slots = Array.from(
    { length: 5 },
    (_, nth) => new Uint8Array(new SharedArrayBuffer(5 << 18), nth << 18, 1 << 18),
  );
  await Promise.all(slots.map((slot, nth) => payload.read(nth << 18, slot, signal)));
  expect(Buffer.concat(slots).equals(content)).toBe(true);
});

test.for([
  ['a file that is not there', 'id', 'b'],
  ['a release that is not there', 'id2', 'a'],
  ['a file in a file', 'plain', 'a'],
  ['a name that leaves the folder', '..', 'passwd'],
  ['a name with a slash', 'id', 'x/../a'],
  ['a name with a NUL', 'id', 'a\0'],
  ['an empty name', 'id', ''],
] as const)('sftpSource() calls %s absent', async ([, id, name]) => {
  await using server = await fakeServer({
    tree: tree({ id: folder, 'id/a': text('x'), 'id/x': folder, '..': folder, '../passwd': text('x') }),
  });
  await using source = await sourceOf(server);
  expect(await source.readSmall(id, name, 100, signal)).toBe('absent');
  expect(await source.openPayload(id, name, signal)).toBe('absent');
});

test.for([
  ['a link', 'id/a', link, 'it is a symbolic link'],
  ['a folder', 'id/a', folder, 'it is a folder'],
  ['a pipe', 'id/a', { attributes: { mode: 0o010_644 } }, 'it is a device, a pipe or a socket'],
  ['in a folder that is a link', 'id', link, 'it is a symbolic link'],
  ['in a folder that is a file', 'id', text('x'), 'it is a file'],
] as const)(
  'sftpSource() refuses a file that is %s, and opens nothing',
  async ([, path, served, problem]) => {
    await using server = await fakeServer({
      tree: { ...tree({ id: folder, 'id/a': text('x') }), ...tree({ [path]: served }) },
    });
    await using source = await sourceOf(server);
    const fault = { code: 'NET-12', facts: { host: nameOf(server), path: `/srv/recovery/${path}`, problem } };
    expect(await faultFrom(source.readSmall('id', 'a', 100, signal))).toEqual(fault);
    expect(await faultFrom(source.openPayload('id', 'a', signal))).toEqual(fault);
    expect(server.requests('OPEN')).toBe(0);
  },
);

test.for([
  ['it is longer', { size: 2 }],
  ['it is newer', { mtime: 1001 }],
  ['it is a folder', { mode: 0o040_755 }],
] as const)('sftpSource() notices that a file was replaced before it was opened: %s', async ([, then]) => {
  await using server = await fakeServer({
    tree: tree({ id: folder, 'id/a': text('x') }),
    onRequest({ kind, answer }) {
      if (kind === 'OPEN') server.tree['/srv/recovery/id/a'] = file(Buffer.from('x'), then);
      answer();
    },
  });
  await using source = await sourceOf(server);
  expect(await faultFrom(source.openPayload('id', 'a', signal))).toMatchObject({ code: 'NET-13' });
});

test('sftpSource() opens a file that somebody may not read with a fault, and others still', async () => {
  await using server = await fakeServer({
    tree: tree({ id: folder, 'id/a': text('x'), 'id/b': text('y') }),
    onRequest({ kind, path, sftp, id, answer }) {
      if (kind === 'OPEN' && path.endsWith('/a')) sftp.status(id, 3, 'Permission denied');
      else answer();
    },
  });
  await using source = await sourceOf(server);
  expect(await faultFrom(source.readSmall('id', 'a', 100, signal))).toMatchObject({
    code: 'NET-11',
    facts: { host: nameOf(server), path: '/srv/recovery/id/a', problem: 'Permission denied (status 3)' },
  });
  expect(await source.readSmall('id', 'b', 100, signal)).toEqual(Uint8Array.from(Buffer.from('y')));
});

test('sftpSource() ends what it does, and its session, when it is aborted', async () => {
  await using server = await fakeServer({ tree: tree({ id: folder }), onRequest: () => undefined });
  await using source = await sourceOf(server);
  const stop = new AbortController();
  const listing = source.list(stop.signal);
  stop.abort(new Error('stopped'));
  await expect(listing).rejects.toThrow('stopped');
  expect(source.isOver()).toBe(true);
});

test('sftpSource().readTop() reads a file beside the releases, and follows no link', async () => {
  await using server = await fakeServer({
    tree: tree({ 'control.json': text('control'), 'link.json': link }),
  });
  await using source = await sourceOf(server);
  expect(await source.readTop('control.json', 100, signal)).toEqual(new Uint8Array(Buffer.from('control')));
  expect(await source.readTop('none.json', 100, signal)).toBe('absent');
  expect(await source.readTop('../control.json', 100, signal)).toBe('absent');
  expect(await faultFrom(source.readTop('link.json', 100, signal))).toMatchObject({ code: 'NET-12' });
  expect(await faultFrom(source.readTop('control.json', 6, signal))).toMatchObject({ code: 'MAN-03' });
});
