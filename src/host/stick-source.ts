import { constants, type FileHandle, lstat, open } from 'node:fs/promises';
import { Fault } from '../core/faults.ts';
import type { PayloadFile, RecoveryTree } from '../core/ports.ts';
import { errnoOf } from './errno-of.ts';
import { firstEntries } from './first-entries.ts';

/** More folders than any stick that we make has; a hostile one could hold millions. */
const MAX_RELEASES = 256;
const MAX_NAMES = 2000;
/** What releases and their files are called. It lets nothing out of their folder. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);
const GONE = new Set(['ENODEV', 'ENXIO', 'ENOMEDIUM', 'ESTALE']);

/** Which tree of `folder` is read, and what it is called. */
interface TreeOf {
  readonly tree: string;
  readonly label: string;
}

const OF_STICK: TreeOf = { tree: 'recovery', label: 'stick' };

/**
 * The recovery data on the stick's data partition, mounted at `folder`, or in a folder that is laid out as one. No symlink
 * in it is followed.
 */
export function stickSource(folder: string, { tree, label }: TreeOf = OF_STICK): RecoveryTree {
  return {
    label,
    location: 'local',
    async list() {
      await using root = await openFolder(folder, 'STK-01');
      const recovery = await openFolderIn(root, tree);
      if (recovery === 'absent') return [];
      await using held = recovery;
      return await releaseIds(held);
    },
    readSmall: async (releaseId, file, maxBytes) =>
      readSmall(await openFile(folder, tree, [releaseId, file]), file, maxBytes),
    readTop: async (file, maxBytes) => readSmall(await openFile(folder, tree, [file]), file, maxBytes),
    async openPayload(releaseId, file) {
      const handle = await openFile(folder, tree, [releaseId, file]);
      return handle === 'absent' ? 'absent' : payloadFile(handle);
    },
  };
}

/** The folder also holds index.json, and whatever a person has put there. */
async function releaseIds(recovery: FileHandle): Promise<string[]> {
  const entries = await firstEntries(pathOf(recovery), MAX_NAMES + 1).catch(rethrow);
  const ids = entries.filter((entry) => entry.isDirectory() && NAME.test(entry.name)).map(({ name }) => name);
  refuseMore(ids.length, MAX_RELEASES);
  refuseMore(entries.length, MAX_NAMES);
  return ids;
}

function refuseMore(found: number, most: number): void {
  if (found > most) throw new Fault('SRC-06', { found, most });
}

async function openFile(
  folder: string,
  tree: string,
  names: readonly [string] | readonly [releaseId: string, file: string],
): Promise<FileHandle | 'absent'> {
  const [first, file] = names;
  if (!names.every((name) => NAME.test(name))) return 'absent';
  // What lies beside the releases is read first, and a stick that is not there then never was.
  await using root = await openFolder(folder, file === undefined ? 'STK-01' : 'STK-03');
  const recovery = await openFolderIn(root, tree);
  if (recovery === 'absent') return 'absent';
  await using outer = recovery;
  if (file === undefined) return await openPlainIn(outer, first);
  const release = await openFolderIn(outer, first);
  if (release === 'absent') return 'absent';
  await using inner = release;
  return await openPlainIn(inner, file);
}

async function readSmall(
  handle: FileHandle | 'absent',
  file: string,
  maxBytes: number,
): Promise<Uint8Array | 'absent'> {
  if (handle === 'absent') return 'absent';
  await using held = handle;
  return await readWhole(held, file, maxBytes);
}

async function openFolder(folder: string, code: 'STK-01' | 'STK-03'): Promise<FileHandle> {
  try {
    return await open(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') throw new Fault(code, { folder }, { cause: error });
    throw stickFault(error);
  }
}

/** Opens a name in an open folder, as openat(2) does: the path cannot change under us, and a symlink is refused. */
function openFolderIn(parent: FileHandle, name: string): Promise<FileHandle | 'absent'> {
  return open(
    `${pathOf(parent)}/${name}`,
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_DIRECTORY,
  ).catch(absentOrThrow);
}

/** Looks before it opens: a pipe would keep us waiting, and to open a device is to use it. */
async function openPlainIn(parent: FileHandle, name: string): Promise<FileHandle | 'absent'> {
  const path = `${pathOf(parent)}/${name}`;
  try {
    if (!(await lstat(path)).isFile()) return 'absent';
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    return absentOrThrow(error);
  }
}

function absentOrThrow(error: unknown): 'absent' {
  if (ABSENT.has(errnoOf(error))) return 'absent';
  throw stickFault(error);
}

function pathOf(folder: FileHandle): string {
  return `/proc/self/fd/${folder.fd}`;
}

async function readWhole(handle: FileHandle, file: string, maxBytes: number): Promise<Uint8Array> {
  const room = new Uint8Array(maxBytes + 1);
  let bytes = 0;
  while (bytes < room.length) {
    const { bytesRead } = await handle.read(room, bytes, room.length - bytes, bytes).catch(rethrow);
    if (bytesRead === 0) return room.slice(0, bytes);
    bytes += bytesRead;
  }
  const { size } = await handle.stat().catch(rethrow);
  throw new Fault('MAN-03', { file, bytes: size, maxBytes });
}

async function payloadFile(handle: FileHandle): Promise<PayloadFile> {
  const { size: sizeBytes } = await handle.stat().catch(rethrow);
  return {
    sizeBytes,
    async read(offsetBytes, into, signal) {
      let done = 0;
      while (done < into.length) {
        signal.throwIfAborted();
        const { bytesRead } = await handle
          .read(into, done, into.length - done, offsetBytes + done)
          .catch(rethrow);
        if (bytesRead === 0) break;
        done += bytesRead;
      }
      return done;
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

function rethrow(error: unknown): never {
  throw stickFault(error);
}

function stickFault(error: unknown): Fault {
  const errno = errnoOf(error);
  return new Fault(GONE.has(errno) ? 'STK-03' : 'STK-02', { errno }, { cause: error });
}
