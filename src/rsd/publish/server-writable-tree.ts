import { Fault, isFault, toFault } from '../../core/faults.ts';
import { MAX_WRITE_BYTES, type NewRemoteFile } from '../../net/server/remote-writes.ts';
import type { SftpSession } from '../../net/server/sftp-session.ts';
import { MAX_NAMES, type WritableTree } from './writable-tree.ts';

/** A packet of 32 KiB each: enough for 100 Mbit/s at 150 ms there and back. */
const WRITES_UNDER_WAY = 64;
const PERMISSION_DENIED = /\(status 3\)$/;
const FAILURE = /\(status 4\)$/;
const FULL_BELOW_BYTES = 1 << 20;
const LOST: ReadonlySet<string> = new Set(['NET-02', 'NET-03', 'NET-10']);

/** The tree in the folder `root` of an SFTP server, `''` for its root. It owns the session, which an abort ends. */
export function serverWritableTree(session: SftpSession, root: string): WritableTree {
  const { host, writes } = session;
  const at = (path: string): string => (path === '' ? root || '/' : `${root}/${path}`);
  const place = (path: string): string => `${host}:${at(path)}`;
  const asked = <T>(path: string, work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw unwritable(place(path), error);
    });
  return {
    place,
    freeBytes: () => asked('', writes.freeBytes(at(''))),
    async entries(path) {
      const found = await asked(path, session.entries(at(path), MAX_NAMES + 1));
      if (found === 'absent') return 'absent';
      return found.map(({ name, kind }) => {
        const known = kind === 'file' || kind === 'folder';
        return { name, kind: known ? kind : 'other' };
      });
    },
    readSmall: (path, maxBytes) => asked(path, readSmall(session, at(path), place(path), maxBytes)),
    async sizeOf(path) {
      const found = await asked(path, session.lstat(at(path)));
      return found === 'absent' || found.kind !== 'file' ? 'absent' : found.sizeBytes;
    },
    makeFolder: (path) => asked(path, writes.makeFolder(at(path))),
    async writeFile(path, chunks, signal) {
      const file = await asked(path, writes.createFile(at(path)));
      try {
        await writeAll(file, chunks, signal, (work) => asked(path, work));
        await asked(path, file.finish());
      } catch (error) {
        await file.abandon();
        throw (await isFull(session, at(''), error))
          ? new Fault('PUB-01', { place: place(path), problem: 'it is full' }, { cause: error })
          : error;
      }
    },
    rename: (from, to) => asked(to, writes.rename(at(from), at(to))),
    removeFile: (path) => asked(path, writes.removeFile(at(path))),
    removeFolder: (path) => asked(path, writes.removeFolder(at(path))),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}

/** What the server said about a path says more here, where it is known what was wanted. */
function unwritable(place: string, error: unknown): Fault {
  const fault = toFault(error);
  const said = String(fault.facts['problem']);
  if (isFault(fault, 'NET-11')) {
    const problem = PERMISSION_DENIED.test(said)
      ? 'the account may not write there'
      : `the server said: ${said}`;
    return new Fault('PUB-01', { place, problem }, { cause: error });
  }
  if (!LOST.has(fault.code)) return fault;
  return new Fault('PUB-01', { place, problem: `the connection was lost: ${said}` }, { cause: error });
}

/** OpenSSH has no words for a full disk: every failure is status 4. */
async function isFull({ writes }: SftpSession, root: string, error: unknown): Promise<boolean> {
  if (!isFault(error, 'PUB-01') || !FAILURE.test(error.facts.problem)) return false;
  const freeBytes = await writes.freeBytes(root).catch(() => 'unknown' as const);
  return freeBytes !== 'unknown' && freeBytes < FULL_BELOW_BYTES;
}

async function readSmall(
  session: SftpSession,
  path: string,
  place: string,
  maxBytes: number,
): Promise<Uint8Array | 'absent'> {
  const file = await session.open(path);
  if (file === 'absent') return 'absent';
  try {
    const { kind, sizeBytes } = await file.stat();
    if (kind !== 'file' || sizeBytes > maxBytes)
      throw new Fault('PUB-01', { place, problem: `it is no file of ${maxBytes} bytes or less` });
    const bytes = new Uint8Array(sizeBytes);
    for (let done = 0; done < sizeBytes; ) {
      const got = await file.read(done, bytes.subarray(done));
      if (got === 0) throw new Fault('PUB-01', { place, problem: 'it became shorter while it was read' });
      done += got;
    }
    return bytes;
  } finally {
    await file.close();
  }
}

type Asked = <T>(work: Promise<T>) => Promise<T>;

/** Keeps many writes under way. After a failure none is begun, and all that were are waited for. */
async function writeAll(
  file: NewRemoteFile,
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  asked: Asked,
): Promise<void> {
  const underWay = new Set<Promise<unknown>>();
  let failure: { readonly error: unknown } | undefined;
  const send = (offsetBytes: number, part: Uint8Array): void => {
    const sent: Promise<unknown> = asked(file.write(offsetBytes, part)).catch((error: unknown) => {
      failure ??= { error };
    });
    underWay.add(sent);
    void sent.then(() => underWay.delete(sent));
  };
  let offsetBytes = 0;
  try {
    for await (const chunk of chunks) {
      // ssh2 copies a part when it is given it: the chunk may be taken back.
      for (const part of parts(chunk)) {
        signal.throwIfAborted();
        while (underWay.size >= WRITES_UNDER_WAY) await Promise.race(underWay);
        if (failure !== undefined) throw failure.error;
        send(offsetBytes, part);
        offsetBytes += part.length;
      }
    }
  } finally {
    await Promise.all(underWay);
  }
  if (failure !== undefined) throw failure.error;
}

function* parts(chunk: Uint8Array): Generator<Uint8Array, void> {
  for (let at = 0; at < chunk.length; at += MAX_WRITE_BYTES) yield chunk.subarray(at, at + MAX_WRITE_BYTES);
}
