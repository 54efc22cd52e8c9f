import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Attributes, Client, type ClientChannel, type SFTPWrapper } from 'ssh2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../src/host/system-clock.ts';
import { dropReport } from '../../../src/net/report/drop-report.ts';
import { Secret } from '../../../src/net/secret.ts';
import { serverLogin } from '../../../src/net/server/server-login.ts';
import { openSftpSession, type SftpSession } from '../../../src/net/server/sftp-session.ts';
import { tool } from '../../tool.ts';
import { type RecoveryServer, recoveryServer } from '../../vm/recovery-server.ts';

/** The server of docs/server.md runs in a mount namespace of its own, with its own accounts. */
const noServer = tool('unshare', '--mount', 'true').status !== 0;
const { signal } = new AbortController();
const folder = mkdtempSync(join(tmpdir(), 'rsd-drop-'));
const REPORT = { name: 'N-001-a.json', bytes: Buffer.from('the report of somebody else') };
const PATH = `/drop/${REPORT.name}`;

let server: RecoveryServer;
const held = new AsyncDisposableStack();
let drop: string;
let key: string;

beforeAll(async () => {
  if (noServer) return;
  server = held.use(await recoveryServer(join(folder, 'server'), []));
  if (server.reports === 'none') throw new Error('The server is not the documented one');
  ({ drop, identity: key } = server.reports);
  await using session = await asStick();
  await dropReport(session, '/drop', REPORT, 'token');
});
afterAll(async () => {
  await held.disposeAsync();
  rmSync(folder, { recursive: true });
});

async function asStick(): Promise<SftpSession> {
  const [, type, hostKey] = `${server.stickFiles['keys/known_hosts']}`.split(' ');
  const login = await serverLogin({
    user: 'reports',
    identity: new Secret(key),
    knownHosts: `[127.0.0.1]:${server.port} ${type} ${hostKey}`,
    proxy: 'none',
  });
  return await openSftpSession({ host: '127.0.0.1', port: server.port }, login, systemClock, signal);
}

interface Attacker extends AsyncDisposable {
  readonly client: Client;
  readonly sftp: SFTPWrapper;
}

/** Whoever found a stick: any request that SFTP has, with the stick's key. */
async function attacker(user = 'reports'): Promise<Attacker> {
  const client = new Client();
  client.connect({ host: '127.0.0.1', port: server.port, username: user, privateKey: key });
  await once(client, 'ready');
  const sftp = await asked<SFTPWrapper>((answer) => client.sftp(answer));
  // ssh2 sends no request that the server does not announce. A thief's program does.
  const announced: unknown = Reflect.get(sftp, '_extensions');
  for (const name of ['posix-rename@openssh.com', 'copy-data'])
    if (typeof announced === 'object' && announced !== null) Reflect.set(announced, name, '1');
  return {
    client,
    sftp,
    async [Symbol.asyncDispose]() {
      client.end();
      await once(client, 'close');
    },
  };
}

type Answer<T> = (error: Error | undefined | null, value?: T) => void;

async function asked<T>(send: (answer: Answer<T>) => void): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an answer without an error has its value
  send((error, value) => (error ? reject(error) : resolve(value as T)));
  return await promise;
}

type Attack = (sftp: SFTPWrapper, answer: Answer<unknown>) => void;

/** What opens a file, and what would then be done with it. */
const opened =
  (
    path: string,
    flags: 'r' | 'r+' | 'w' | 'a' | 'a+',
    then?: (sftp: SFTPWrapper, handle: Buffer, answer: Answer<unknown>) => void,
  ): Attack =>
  (sftp, answer) =>
    sftp.open(path, flags, (error, handle) => {
      if (error || !then) answer(error);
      else then(sftp, handle, answer);
    });
const readIt = (sftp: SFTPWrapper, handle: Buffer, answer: Answer<unknown>): void =>
  sftp.read(handle, Buffer.alloc(100), 0, 100, 0, answer);

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all that the request sends of them
const attributes = (some: Partial<Attributes>): Attributes => some as Attributes;

const HIDDEN = '/drop/.token.part';

const ATTACKS: Readonly<Record<string, Attack>> = {
  'read a report': opened(PATH, 'r', readIt),
  'read a report under its hidden name': opened(HIDDEN, 'r', readIt),
  'read a report through another name': (sftp, answer) => {
    const other = `/drop/${randomUUID()}`;
    sftp.ext_openssh_hardlink(PATH, other, (error) =>
      error ? answer(error) : opened(other, 'r', readIt)(sftp, answer),
    );
  },
  'read what it has just written itself': opened(`/drop/${randomUUID()}`, 'w', readIt),
  'open a report for reading and writing': opened(PATH, 'r+'),
  'overwrite a report': opened(PATH, 'w'),
  'overwrite a report under its hidden name': opened(HIDDEN, 'w'),
  'append to a report': opened(PATH, 'a'),
  'cut a report short': (sftp, answer) => sftp.setstat(PATH, attributes({ size: 0 }), answer),
  'make a report readable': (sftp, answer) => sftp.chmod(PATH, 0o666, answer),
  'give a report another time': (sftp, answer) => sftp.utimes(PATH, 0, 0, answer),
  'make the folder readable': (sftp, answer) => sftp.chmod('/drop', 0o777, answer),
  'delete a report': (sftp, answer) => sftp.unlink(PATH, answer),
  'delete the folder': (sftp, answer) => sftp.rmdir('/drop', answer),
  'move a report away': (sftp, answer) => sftp.rename(PATH, '/drop/gone', answer),
  'move a report away as POSIX does': (sftp, answer) => sftp.ext_openssh_rename(PATH, '/drop/gone', answer),
  'put a file in the place of a report': (sftp, answer) => {
    const own = `/drop/${randomUUID()}`;
    sftp.open(own, 'wx', (error) => (error ? answer(error) : sftp.ext_openssh_rename(own, PATH, answer)));
  },
  'link a file over a report': (sftp, answer) => {
    const own = `/drop/${randomUUID()}`;
    sftp.open(own, 'wx', (error) => (error ? answer(error) : sftp.ext_openssh_hardlink(own, PATH, answer)));
  },
  'list the folder': (sftp, answer) => sftp.opendir('/drop', answer),
  'list the chroot': (sftp, answer) => sftp.opendir('/', answer),
  'ask where it is': (sftp, answer) => sftp.realpath('.', answer),
  'make a folder': (sftp, answer) => sftp.mkdir('/drop/folder', answer),
  'make a symbolic link': (sftp, answer) => sftp.symlink(PATH, '/drop/link', answer),
  'write beside the folder': opened('/file', 'w'),
  'copy a report on the server': (sftp, answer) =>
    sftp.open(`/drop/${randomUUID()}`, 'wx', (error, handle) => {
      if (error) answer(error);
      else sftp.ext_copy_data(handle, 0, 0, handle, 100, answer);
    }),
};

test.skipIf(noServer)(
  'a stick with the documented server puts a report where nobody but the line can read it',
  () => {
    const { mode, gid, size } = lstatSync(join(drop, REPORT.name));
    expect((mode & 0o7777).toString(8)).toBe('40');
    expect(size).toBe(REPORT.bytes.length);
    expect(gid).toBe(lstatSync(drop).gid);
    expect((lstatSync(drop).mode & 0o7777).toString(8)).toBe('3753');
  },
);

test.skipIf(noServer).for(Object.entries(ATTACKS))('whoever finds a stick cannot %s', async ([, attack]) => {
  await using thief = await attacker();
  await expect(asked((answer) => attack(thief.sftp, answer))).rejects.toThrow(
    /^(?:Permission denied|Failure)$/,
  );
  expect(readFileSync(join(drop, REPORT.name))).toEqual(REPORT.bytes);
});

test.skipIf(noServer)(
  'whoever finds a stick gets no command, no way on, and not the recovery data',
  async () => {
    await using thief = await attacker();
    const { client } = thief;
    const stream = await asked<ClientChannel>((answer) => client.exec('cat /drop/*', answer));
    expect(String(await once(stream, 'data'))).toContain('This service allows sftp connections only');
    const passwords = asked((answer) => thief.sftp.open('/../../etc/passwd', 'r', answer));
    await expect(passwords).rejects.toThrow('No such file');
    const way = asked((answer) => client.forwardOut('127.0.0.1', 1, '127.0.0.1', server.port, answer));
    await expect(way).rejects.toThrow('open failed');
    await expect(attacker('recovery')).rejects.toThrow(/authentication/i);
  },
);

test.skipIf(noServer)('a report is put there once, however often it is sent', async () => {
  await using session = await asStick();
  const again = { name: 'N-002-b.json', bytes: Buffer.from('twice') };
  await dropReport(session, '/drop', again, randomUUID());
  await dropReport(session, '/drop', again, randomUUID());
  expect(readdirSync(drop).filter((name) => name === again.name)).toHaveLength(1);
  expect(readFileSync(join(drop, again.name), 'utf8')).toBe('twice');
});

test.skipIf(noServer)('a report never takes the name of another', async () => {
  await using session = await asStick();
  writeFileSync(join(drop, 'N-003-c.json'), 'another');
  const late = { name: 'N-003-c.json', bytes: Buffer.from('late') };
  await expect(dropReport(session, '/drop', late, randomUUID())).rejects.toMatchObject({ code: 'NET-11' });
  expect(readFileSync(join(drop, 'N-003-c.json'), 'utf8')).toBe('another');
});

test.skipIf(noServer)(
  'of two that want one name at the same moment the server takes one, whole',
  async () => {
    await using first = await asStick();
    await using second = await asStick();
    for (let round = 0; round < 10; round += 1) {
      const name = `N-004-${round}.json`;
      const texts = ['short', 'a longer one'];
      const ends = await Promise.allSettled(
        [first, second].map((session, at) =>
          dropReport(session, '/drop', { name, bytes: Buffer.from(texts[at] ?? '') }, randomUUID()),
        ),
      );
      const taken = ends.findIndex(({ status }) => status === 'fulfilled');
      expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
      expect(readFileSync(join(drop, name), 'utf8')).toBe(texts[taken]);
    }
  },
);
