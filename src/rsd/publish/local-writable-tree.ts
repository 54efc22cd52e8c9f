import { chmod, lstat, mkdir, open, rename, rmdir, statfs, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '../../core/faults.ts';
import { errnoOf } from '../../host/errno-of.ts';
import { firstEntries } from '../../host/first-entries.ts';
import { MAX_NAMES, type WritableTree } from './writable-tree.ts';

const FOLDER_MODE = 0o755;
const FILE_MODE = 0o644;
const PROBLEMS: Readonly<Record<string, string>> = {
  ENOSPC: 'it is full',
  EDQUOT: 'it is full: your share of it is used up',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'it is read-only',
  EEXIST: 'something is there already',
  ENOTEMPTY: 'something is there already',
  EIO: 'the disk failed',
};

/** A tree in a folder of this computer. */
export function localWritableTree(root: string): WritableTree {
  const at = (path: string): string => join(root, path);
  const asked = <T>(path: string, work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw unwritable(at(path), error);
    });
  return {
    place: at,
    freeBytes: async () => {
      const { bavail, bsize } = await asked('', statfs(root));
      return bavail * bsize;
    },
    async entries(path) {
      const found = await asked(path, firstEntries(at(path), MAX_NAMES + 1).catch(absentOr));
      if (found === 'absent') return 'absent';
      return found.map((one) => {
        const kind = one.isFile() ? 'file' : 'other';
        return { name: one.name, kind: one.isDirectory() ? 'folder' : kind };
      });
    },
    readSmall: (path, maxBytes) => asked(path, readSmall(at(path), maxBytes)),
    async sizeOf(path) {
      const found = await asked(path, lstat(at(path)).catch(absentOr));
      return found === 'absent' || !found.isFile() ? 'absent' : found.size;
    },
    makeFolder: (path) => asked(path, makeFolder(at(path))),
    writeFile: (path, chunks, signal) => writeFile(at(path), chunks, signal),
    rename: (from, to) => asked(to, renameAndSync(at(from), at(to))),
    removeFile: (path) => asked(path, unlink(at(path))),
    removeFolder: (path) => asked(path, rmdir(at(path))),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function unwritable(place: string, error: unknown): unknown {
  const errno = errnoOf(error);
  if (error instanceof Fault || errno === 'UNKNOWN') return error;
  return new Fault('PUB-01', { place, problem: PROBLEMS[errno] ?? errno }, { cause: error });
}

function absentOr(error: unknown): 'absent' {
  if (errnoOf(error) === 'ENOENT') return 'absent';
  throw error;
}

async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { mode: FOLDER_MODE });
  // The umask may have taken rights away that netbooks need.
  await chmod(path, FOLDER_MODE);
}

async function readSmall(path: string, maxBytes: number): Promise<Uint8Array | 'absent'> {
  const found = await lstat(path).catch(absentOr);
  if (found === 'absent') return 'absent';
  if (!found.isFile()) throw new Fault('PUB-01', { place: path, problem: 'it is no plain file' });
  if (found.size > maxBytes)
    throw new Fault('PUB-01', { place: path, problem: `it has ${found.size} bytes` });
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(new Uint8Array(maxBytes), 0, maxBytes, 0);
  return buffer.subarray(0, bytesRead);
}

async function writeFile(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<void> {
  const failed = (error: unknown): never => {
    throw unwritable(path, error);
  };
  await using file = await open(path, 'wx', FILE_MODE).catch(failed);
  await file.chmod(FILE_MODE).catch(failed);
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    for (let done = 0; done < chunk.length; )
      done += (await file.write(chunk, done).catch(failed)).bytesWritten;
  }
  await file.sync().catch(failed);
}

/** A name is on the medium when its folder is. */
async function renameAndSync(from: string, to: string): Promise<void> {
  await rename(from, to);
  await using folder = await open(dirname(to));
  await folder.sync();
}
