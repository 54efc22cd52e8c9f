import { constants, type FileHandle, open, readdir } from 'node:fs/promises';
import { Fault } from '../core/faults.ts';
import type { PayloadFile, RecoverySource } from '../core/ports.ts';
import { errnoOf } from './errno-of.ts';

/** More folders than any stick that we make has; a hostile one could hold millions. */
const MAX_RELEASES = 256;
const RELEASE_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const GONE = new Set(['ENODEV', 'ENXIO', 'ENOMEDIUM', 'ESTALE']);

/** The recovery data on the stick's data partition, mounted at `folder`. No symlink on the stick is followed. */
export function stickSource(folder: string): RecoverySource {
  return {
    label: 'stick',
    location: 'local',
    async list() {
      await using root = await openFolder(folder, 'STK-01');
      const recovery = await openIn(root, 'recovery', constants.O_DIRECTORY);
      if (recovery === 'absent') return [];
      await using held = recovery;
      return releaseIds(await readdir(pathOf(held)).catch(rethrow));
    },
    async readSmall(releaseId, file, maxBytes) {
      const handle = await openFile(folder, releaseId, file);
      if (handle === 'absent') return 'absent';
      await using held = handle;
      return await readWhole(held, file, maxBytes);
    },
    async openPayload(releaseId, file) {
      const handle = await openFile(folder, releaseId, file);
      return handle === 'absent' ? 'absent' : payloadFile(handle);
    },
  };
}

function releaseIds(names: readonly string[]): string[] {
  const ids = names.filter((name) => RELEASE_ID.test(name));
  if (ids.length > MAX_RELEASES) throw new Fault('SRC-06', { found: ids.length, most: MAX_RELEASES });
  return ids;
}

async function openFile(folder: string, releaseId: string, file: string): Promise<FileHandle | 'absent'> {
  await using root = await openFolder(folder, 'STK-03');
  const recovery = await openIn(root, 'recovery', constants.O_DIRECTORY);
  if (recovery === 'absent') return 'absent';
  await using outer = recovery;
  const release = await openIn(outer, releaseId, constants.O_DIRECTORY);
  if (release === 'absent') return 'absent';
  await using inner = release;
  return await openIn(inner, file, constants.O_NONBLOCK);
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
async function openIn(parent: FileHandle, name: string, flags: number): Promise<FileHandle | 'absent'> {
  try {
    return await open(`${pathOf(parent)}/${name}`, constants.O_RDONLY | constants.O_NOFOLLOW | flags);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR' || errnoOf(error) === 'ELOOP')
      return 'absent';
    throw stickFault(error);
  }
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
  const { size } = await handle.stat();
  throw new Fault('MAN-03', { file, bytes: size, maxBytes });
}

async function payloadFile(handle: FileHandle): Promise<PayloadFile | 'absent'> {
  const stat = await handle.stat();
  if (!stat.isFile()) {
    await handle.close();
    return 'absent';
  }
  return {
    sizeBytes: stat.size,
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
