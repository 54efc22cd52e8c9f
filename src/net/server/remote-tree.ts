import type { FaultCode } from '../../core/fault-catalogue.ts';
import { Fault, toFault } from '../../core/faults.ts';
import type { RequestSlots } from '../request-slots.ts';
import { endedEarly } from './ended-early.ts';
import { readPipelined } from './pipelined-reader.ts';
import { releaseIndex } from './release-index.ts';
import type { RemoteFile } from './remote-file.ts';
import type { OpenRemoteFile } from './remote-files.ts';
import type { SftpSession } from './sftp-session.ts';

export interface OpenTreeFile extends OpenRemoteFile {
  readonly path: string;
  /** As it was when it was opened. */
  readonly opened: RemoteFile;
}

/** The recovery tree on a server: `root/<release id>/<file>`. */
export interface RemoteTree {
  /** @throws Fault NET-17, NET-18 */
  releaseIds(signal: AbortSignal): Promise<readonly string[]>;
  /** @throws Fault NET-11, NET-12, NET-13, or MAN-03 above `maxBytes` */
  readSmall(names: readonly string[], maxBytes: number, signal: AbortSignal): Promise<Uint8Array | 'absent'>;
  /** `names` are folders and a file below the root. @throws Fault NET-11, NET-12, NET-13 */
  open(names: readonly string[]): Promise<OpenTreeFile | 'absent'>;
}

const INDEX = 'index.json';
const MAX_INDEX_BYTES = 64 * 1024;
const MAX_RELEASES = 256;
const MAX_NAMES = 10_000;
/** What releases and their files are called. It lets nothing out of their folder. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** What may be wrong with an index that is no more than a hint. */
const BAD_HINT = new Set<FaultCode>(['NET-11', 'NET-12', 'NET-13', 'MAN-03']);

const KIND_PROBLEMS: Readonly<Record<RemoteFile['kind'], string>> = {
  link: 'it is a symbolic link',
  folder: 'it is a folder',
  file: 'it is a file',
  other: 'it is a device, a pipe or a socket',
};

export function remoteTree(session: SftpSession, root: string, slots: RequestSlots): RemoteTree {
  const { host } = session;
  const open: RemoteTree['open'] = async (names) => {
    if (!names.every((name) => NAME.test(name))) return 'absent';
    const paths = names.map((_, depth) => [root, ...names.slice(0, depth + 1)].join('/'));
    const path = paths.at(-1) ?? root;
    const found = await Promise.all(paths.map((one) => session.lstat(one)));
    for (const [depth, file] of found.entries()) {
      if (file === 'absent') return 'absent';
      refuseKind(host, paths[depth] ?? root, file, depth === names.length - 1 ? 'file' : 'folder');
    }
    const file = await session.open(path);
    if (file === 'absent') return 'absent';
    try {
      const opened = await file.stat();
      const before = found.at(-1);
      if (before !== undefined && before !== 'absent' && isSame(before, opened))
        return { ...file, path, opened };
      throw new Fault('NET-13', { host, path, problem: 'it was replaced while it was opened' });
    } catch (error) {
      await file.close();
      throw error;
    }
  };
  const readSmall: RemoteTree['readSmall'] = async (names, maxBytes, signal) => {
    const file = await open(names);
    if (file === 'absent') return 'absent';
    try {
      return await readWhole(host, file, maxBytes, session, slots, signal);
    } finally {
      await file.close();
    }
  };
  return {
    open,
    readSmall,
    async releaseIds(signal) {
      const hint = await readSmall([INDEX], MAX_INDEX_BYTES, signal).catch(badHint);
      const indexed = hint === 'absent' ? 'useless' : releaseIndex(hint);
      return indexed === 'useless' ? await listedIds(session, root) : indexed.filter((id) => NAME.test(id));
    },
  };
}

function refuseKind(host: string, path: string, { kind }: RemoteFile, wanted: 'file' | 'folder'): void {
  if (kind === wanted) return;
  throw new Fault('NET-12', { host, path, problem: KIND_PROBLEMS[kind] });
}

function isSame(a: RemoteFile, b: RemoteFile): boolean {
  return a.kind === b.kind && a.sizeBytes === b.sizeBytes && a.modifiedSeconds === b.modifiedSeconds;
}

async function readWhole(
  host: string,
  file: OpenTreeFile,
  maxBytes: number,
  session: SftpSession,
  slots: RequestSlots,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { path, opened } = file;
  if (opened.sizeBytes > maxBytes) {
    throw new Fault('MAN-03', { file: path.split('/').at(-1) ?? path, bytes: opened.sizeBytes, maxBytes });
  }
  const bytes = new Uint8Array(opened.sizeBytes);
  const port = { ...file, maxReadBytes: session.maxReadBytes, abandon: () => undefined };
  const prefix = await readPipelined(port, 0, bytes, slots, signal);
  if (prefix.end === 'filled') return bytes;
  if (prefix.end === 'failed') throw prefix.failure;
  throw endedEarly(host, path, opened.sizeBytes, prefix.bytes);
}

function badHint(error: unknown): 'absent' {
  const { code } = toFault(error);
  if (BAD_HINT.has(code)) return 'absent';
  throw error;
}

/** The folder also holds index.json, and whatever else somebody has put there. */
async function listedIds(session: SftpSession, root: string): Promise<string[]> {
  const { host } = session;
  const entries = await session.entries(root === '' ? '/' : root, MAX_NAMES + 1);
  if (entries === 'absent') throw new Fault('NET-18', { host, path: root });
  const ids = entries
    .filter(({ name, kind }) => NAME.test(name) && (kind === 'folder' || kind === 'unknown'))
    .map(({ name }) => name);
  if (entries.length > MAX_NAMES) throw new Fault('NET-17', { host, found: entries.length, most: MAX_NAMES });
  if (ids.length > MAX_RELEASES) throw new Fault('NET-17', { host, found: ids.length, most: MAX_RELEASES });
  return ids;
}
