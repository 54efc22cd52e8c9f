import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Small files of the firmware, as read. */
export interface FirmwareReading {
  /** Content by path, as it is on a device, whatever the root was. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What is there and cannot be read, with the errno name or the reason in words. Absent paths are in neither map. */
  readonly unreadable: ReadonlyMap<string, string>;
  readonly machine: string;
}

const MAX_BYTES = 1 << 16;
const ABSENT: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR']);

type OneFile =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'unreadable'; readonly reason: string }
  | { readonly kind: 'absent' };

/**
 * Reads `paths` below `root`: `/` on a device, or a folder that looks like one. Never fails: a file that does not exist
 * or cannot be read is left out. A file of more than 64 KiB, one that is not a plain file, and one to which a symlink
 * leads out of `root` count as unreadable.
 */
export async function readFirmwareFacts(
  root: string,
  paths: readonly string[],
  machine: string,
): Promise<FirmwareReading> {
  const files = new Map<string, Uint8Array>();
  const unreadable = new Map<string, string>();
  for (const path of paths) {
    const file = await readOne(root, path);
    if (file.kind === 'read') files.set(path, file.bytes);
    if (file.kind === 'unreadable') unreadable.set(path, file.reason);
  }
  return { files, unreadable, machine };
}

async function readOne(root: string, path: string): Promise<OneFile> {
  try {
    const target = await realpath(join(root, path));
    if (!isBelow(await realpath(root), target)) return cannot('leads out of the root folder');
    // Not blocking, because opening a pipe would wait for somebody to write to it.
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    await using file = await open(target, flags);
    const stat = await file.stat();
    if (!stat.isFile()) return cannot(stat.isDirectory() ? 'EISDIR' : 'not a plain file');
    const bytes = await readUpTo(file, MAX_BYTES + 1);
    return bytes.length > MAX_BYTES ? cannot(`longer than ${MAX_BYTES} bytes`) : { kind: 'read', bytes };
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return ABSENT.has(reason) ? { kind: 'absent' } : cannot(reason);
  }
}

function cannot(reason: string): OneFile {
  return { kind: 'unreadable', reason };
}

function isBelow(folder: string, path: string): boolean {
  return relative(folder, path).split('/')[0] !== '..';
}

/** The size is not asked for: sysfs calls every file 4096 bytes long, and procfs calls it empty. */
async function readUpTo(file: FileHandle, maxBytes: number): Promise<Uint8Array> {
  const into = new Uint8Array(maxBytes);
  let length = 0;
  while (length < maxBytes) {
    const { bytesRead } = await file.read(into, length, maxBytes - length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return into.slice(0, length);
}
