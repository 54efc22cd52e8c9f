import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import ssh2, {
  type Attributes,
  type AuthContext,
  type ServerChannel,
  type Session,
  type SFTPWrapper,
} from 'ssh2';
import { Secret } from '../../../src/net/secret.ts';
import type { ServerLogin } from '../../../src/net/server/connect-sftp.ts';
import { readKnownHosts } from '../../../src/net/server/known-hosts.ts';
import type { ServerAddress } from '../../../src/net/settings/server-address.ts';
import { ed25519Pair } from './ed25519-pair.ts';

/** Something in the tree of the server. The attributes are what it claims, true or not. */
export interface Served {
  readonly content?: Uint8Array;
  readonly attributes: Partial<Attributes>;
}

/** A request that has come in, which a test may answer in its own way. */
export interface Incoming {
  readonly kind: 'OPEN' | 'READ' | 'FSTAT' | 'LSTAT' | 'OPENDIR' | 'READDIR' | 'CLOSE';
  /** Counts the requests of that kind on this server, from 0. */
  readonly nth: number;
  readonly path: string;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
  readonly id: number;
  readonly sftp: SFTPWrapper;
  readonly socket: Socket;
  /** Answers as an honest server does. */
  readonly answer: () => void;
}

export interface ServerSettings {
  readonly tree?: Record<string, Served>;
  readonly hostKeys?: readonly string[];
  readonly algorithms?: ssh2.Algorithms;
  readonly ident?: string;
  /** `'refuse'`: no key is good enough. */
  readonly logins?: 'accept' | 'refuse';
  /** `'none'`: there is no SFTP. A function gets the bare channel instead. */
  readonly sftp?: 'none' | ((channel: ServerChannel) => void);
  readonly onRequest?: (request: Incoming) => void;
  readonly onConnection?: (socket: Socket) => void;
}

export interface FakeServer extends AsyncDisposable {
  readonly address: ServerAddress;
  readonly tree: Record<string, Served>;
  /** How to log in to it, with its key in known_hosts. */
  readonly login: ServerLogin;
  /** Ways in which somebody tried to log in, in order. */
  readonly triedLogins: readonly string[];
  readonly connections: () => number;
  /** How many requests of a kind have come in. */
  readonly requests: (kind: Incoming['kind']) => number;
  /** Cuts all connections, as when a cable is pulled and the kernel gives up. */
  readonly cut: () => void;
}

const USER_KEY = ed25519Pair();
export const HOST_KEY = ed25519Pair();
const { STATUS_CODE } = ssh2.utils.sftp;

export const file = (content: Uint8Array, more: Partial<Attributes> = {}): Served => ({
  content,
  attributes: { mode: 0o100_644, size: content.length, atime: 1000, mtime: 1000, uid: 0, gid: 0, ...more },
});
export const folder: Served = {
  attributes: { mode: 0o040_755, size: 0, atime: 0, mtime: 0, uid: 0, gid: 0 },
};
export const link: Served = { attributes: { mode: 0o120_777, size: 9, atime: 0, mtime: 0, uid: 0, gid: 0 } };

/** An SSH server in this process, with a tree in memory, that behaves as well or as badly as a test wants. */
export async function fakeServer(settings: ServerSettings = {}): Promise<FakeServer> {
  const tree = settings.tree ?? {};
  const triedLogins: string[] = [];
  const counts = new Map<Incoming['kind'], number>();
  const sockets = new Set<Socket>();
  let connections = 0;
  const hostKeys = [...(settings.hostKeys ?? [HOST_KEY.private])];
  const ssh = new ssh2.Server({
    hostKeys,
    ...(settings.algorithms && { algorithms: settings.algorithms }),
    ...(settings.ident && { ident: settings.ident }),
  });
  const net = createServer({ noDelay: true }, (socket) => {
    connections += 1;
    sockets.add(socket.on('close', () => sockets.delete(socket)).on('error', () => undefined));
    settings.onConnection?.(socket);
    ssh.once('connection', (client: ssh2.Connection) => {
      client.on('error', () => undefined);
      client.on('authentication', (context) => judgeLogin(context, settings, triedLogins));
      client.on('session', (accept) => serveSession(accept(), settings, tree, counts, socket));
    });
    ssh.injectSocket(socket);
  }).listen(0, '127.0.0.1');
  await once(net, 'listening');
  const bound = net.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  const address = { host: '127.0.0.1', port: bound.port };
  return {
    address,
    tree,
    login: loginWith(`[127.0.0.1]:${bound.port} ${HOST_KEY.public}`),
    triedLogins,
    connections: () => connections,
    requests: (kind) => counts.get(kind) ?? 0,
    cut: () => sockets.forEach((socket) => socket.resetAndDestroy()),
    async [Symbol.asyncDispose]() {
      net.close();
      for (const socket of sockets) socket.destroy();
      await once(net, 'close');
    },
  };
}

/** A login with the user key that the server accepts, and the given known_hosts. */
export function loginWith(knownHosts: string): ServerLogin {
  return {
    user: 'recovery',
    identity: new Secret(USER_KEY.private),
    knownHosts: readKnownHosts(knownHosts),
    ciphers: ['aes128-gcm@openssh.com'],
    proxy: 'none',
  };
}

function judgeLogin(context: AuthContext, { logins }: ServerSettings, tried: string[]): void {
  tried.push(`${context.username} ${context.method}`);
  const ours = ssh2.utils.parseKey(USER_KEY.public);
  const isOurs =
    context.method === 'publickey' &&
    !(ours instanceof Error) &&
    ours.getPublicSSH().equals(context.key.data);
  if (isOurs && logins !== 'refuse') context.accept();
  else context.reject(['publickey', 'password']);
}

function serveSession(
  session: Session,
  settings: ServerSettings,
  tree: Record<string, Served>,
  counts: Map<Incoming['kind'], number>,
  socket: Socket,
): void {
  if (settings.sftp === 'none') return;
  if (settings.sftp !== undefined) {
    const serve = settings.sftp;
    session.on('subsystem', (accept) => serve(accept()));
    return;
  }
  session.on('sftp', (accept) => serveFiles(accept(), settings, tree, counts, socket));
}

function serveFiles(
  sftp: SFTPWrapper,
  { onRequest }: ServerSettings,
  tree: Record<string, Served>,
  counts: Map<Incoming['kind'], number>,
  socket: Socket,
): void {
  const handles: { readonly path: string; readonly served: Served; listed: boolean }[] = [];
  const ok = (id: number, path: string, give: (served: Served) => void): void => {
    const served = tree[path];
    if (served === undefined) sftp.status(id, STATUS_CODE.NO_SUCH_FILE, 'No such file');
    else give(served);
  };
  const open = (id: number, path: string): void =>
    ok(id, path, (served) =>
      sftp.handle(id, Buffer.from([handles.push({ path, served, listed: false }) - 1])),
    );
  const incoming = (
    kind: Incoming['kind'],
    id: number,
    path: string,
    answer: () => void,
    offsetBytes = 0,
    lengthBytes = 0,
  ): void => {
    const nth = counts.get(kind) ?? 0;
    counts.set(kind, nth + 1);
    const request = { kind, nth, path, offsetBytes, lengthBytes, id, sftp, socket, answer };
    if (onRequest === undefined) answer();
    else onRequest(request);
  };
  const opened = (handle: Buffer): (typeof handles)[number] => {
    const found = handles[handle[0] ?? -1];
    if (found === undefined) throw new Error('a handle that nobody gave');
    return found;
  };
  sftp.on('error', () => undefined);
  sftp.on('LSTAT', (id, path) =>
    incoming('LSTAT', id, path, () =>
      ok(id, path, ({ attributes }) => sftp.attrs(id, attributes as Attributes)),
    ),
  );
  sftp.on('OPEN', (id, path) => incoming('OPEN', id, path, () => open(id, path)));
  sftp.on('OPENDIR', (id, path) => incoming('OPENDIR', id, path, () => open(id, path)));
  sftp.on('CLOSE', (id, handle) =>
    incoming('CLOSE', id, opened(handle).path, () => sftp.status(id, STATUS_CODE.OK)),
  );
  sftp.on('FSTAT', (id, handle) => {
    const { path, served } = opened(handle);
    incoming('FSTAT', id, path, () => sftp.attrs(id, served.attributes as Attributes));
  });
  sftp.on('READ', (id, handle, offset, length) => {
    const { path, served } = opened(handle);
    const part = served.content?.subarray(offset, offset + length) ?? new Uint8Array();
    const answer = (): void => {
      if (part.length === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, Buffer.from(part));
    };
    incoming('READ', id, path, answer, offset, length);
  });
  sftp.on('READDIR', (id, handle) => {
    const found = opened(handle);
    incoming('READDIR', id, found.path, () => {
      const names = found.listed ? [] : namesIn(tree, found.path);
      found.listed = true;
      if (names.length === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.name(id, names);
    });
  });
}

function namesIn(tree: Record<string, Served>, path: string): ssh2.FileEntry[] {
  return Object.entries(tree)
    .filter(([name]) => name.startsWith(`${path}/`) && !name.slice(path.length + 1).includes('/'))
    .map(([name, { attributes }]) => ({
      filename: name.slice(path.length + 1),
      longname: name,
      attrs: attributes as Attributes,
    }));
}
