import type { FileEntryWithStats, SFTPWrapper, Stats } from 'ssh2';
import { type RemoteFile, remoteFile } from './remote-file.ts';
import { SFTP_STATUS, type SftpRequests } from './sftp-requests.ts';

interface RemoteEntry {
  readonly name: string;
  /** `'unknown'` when the server does not say. */
  readonly kind: RemoteFile['kind'] | 'unknown';
}

export interface OpenRemoteFile {
  stat(): Promise<RemoteFile>;
  /**
   * Fills `into` from `offsetBytes` on, maybe only in part; returns the bytes, 0 at the end of the file. Once it has
   * settled, `into` is not written to any more.
   */
  read(offsetBytes: number, into: Uint8Array): Promise<number>;
  /** Never throws. */
  close(): Promise<void>;
}

/** The requests of SFTP that we need, with answers that are checked. @throws Fault NET-03, NET-09, NET-10, NET-11 */
export interface RemoteFiles {
  /** The longest read that the server answers in one piece. */
  readonly maxReadBytes: number;
  /** Follows no link. */
  lstat(path: string): Promise<RemoteFile | 'absent'>;
  open(path: string): Promise<OpenRemoteFile | 'absent'>;
  /** The first entries of a folder, `most` of them or a few more. */
  entries(path: string, most: number): Promise<readonly RemoteEntry[] | 'absent'>;
}

const { endOfFile, noSuchFile } = SFTP_STATUS;
/** What OpenSSH announces, and what fits into ssh2's packets. */
const MAX_READ_BYTES = 255 * 1024;
const MIN_READ_BYTES = 4096;
/** Every SFTP server must take reads of this length. */
const ANY_READ_BYTES = 32 * 1024;
/** The draft allows no more, and every read repeats it. */
const MAX_HANDLE_BYTES = 256;

export function remoteFiles(sftp: SFTPWrapper, requests: SftpRequests): RemoteFiles {
  const close = async (path: string, handle: Buffer): Promise<void> => {
    // What cannot be closed is gone with its session.
    await requests.ask(path, noSuchFile, (answer) => sftp.close(handle, answer)).catch(() => undefined);
  };
  return {
    maxReadBytes: maxReadBytesOf(sftp),
    async lstat(path) {
      const stats = await requests.ask<Stats>(path, noSuchFile, (answer) => sftp.lstat(path, answer));
      return stats === undefined ? 'absent' : checkedFile(stats, requests);
    },
    async open(path) {
      const opened = await requests.ask<Buffer>(path, noSuchFile, (answer) => sftp.open(path, 'r', answer));
      if (opened === undefined) return 'absent';
      const handle = checkedHandle(opened, requests);
      return {
        stat: async () => {
          const stats = await requests.ask<Stats>(path, noSuchFile, (answer) => sftp.fstat(handle, answer));
          return checkedFile(stats, requests);
        },
        read: (offsetBytes, into) => requests.read(path, handle, offsetBytes, into),
        close: () => close(path, handle),
      };
    },
    async entries(path, most) {
      const opened = await requests.ask<Buffer>(path, noSuchFile, (answer) => sftp.opendir(path, answer));
      if (opened === undefined) return 'absent';
      const handle = checkedHandle(opened, requests);
      const found: RemoteEntry[] = [];
      // An answer may be empty after "." and ".." are left out; only so many may.
      for (let answers = 0; found.length < most && answers <= most; answers += 1) {
        const more = await requests.ask<FileEntryWithStats[]>(path, endOfFile, (answer) =>
          sftp.readdir(handle, answer),
        );
        if (more === undefined) break;
        found.push(...checkedEntries(more, requests));
      }
      await close(path, handle);
      return found;
    },
  };
}

/** ssh2 asks for limits@openssh.com itself, when the server has it, and keeps the answer where types do not see it. */
function maxReadBytesOf(sftp: SFTPWrapper): number {
  const announced: unknown = Reflect.get(sftp, '_maxReadLen');
  const limit = typeof announced === 'number' && Number.isFinite(announced) ? announced : ANY_READ_BYTES;
  return Math.floor(Math.min(MAX_READ_BYTES, Math.max(MIN_READ_BYTES, limit)));
}

function checkedFile(stats: Stats | undefined, requests: SftpRequests): RemoteFile {
  const file = remoteFile(stats);
  if (file === 'malformed') throw requests.broken('it does not say what a file is, how long or how old');
  return file;
}

function checkedHandle(handle: unknown, requests: SftpRequests): Buffer {
  if (Buffer.isBuffer(handle) && handle.length > 0 && handle.length <= MAX_HANDLE_BYTES) return handle;
  throw requests.broken('it opened something without a usable handle');
}

function checkedEntries(entries: unknown, requests: SftpRequests): readonly RemoteEntry[] {
  if (!Array.isArray(entries)) throw requests.broken('it answered a listing with something else');
  return entries.map(({ filename, attrs }: Partial<FileEntryWithStats>) => {
    const file = remoteFile(attrs);
    return { name: filename ?? '', kind: file === 'malformed' ? 'unknown' : file.kind };
  });
}
