import type { SFTPWrapper } from 'ssh2';
import { SFTP_STATUS, type SftpRequests } from './sftp-requests.ts';

/** The writing half of SFTP, for whoever fills a server. @throws Fault NET-03, NET-09, NET-10, NET-11 */
export interface RemoteWrites {
  /** Makes a folder that is not there, which everybody may read. */
  makeFolder(path: string): Promise<void>;
  /** Makes a file that is not there, which everybody may read. */
  createFile(path: string): Promise<NewRemoteFile>;
  /** Makes a file that is not there, in a folder where the server decides who may read it. */
  createDropped(path: string): Promise<NewRemoteFile>;
  /** Gives a file a name that is not taken: fails when it is. The old name may stay as well. */
  giveName(from: string, to: string): Promise<void>;
  /** Puts a file in the place of another, or a folder in the place of an empty one, in one step. */
  rename(from: string, to: string): Promise<void>;
  removeFile(path: string): Promise<void>;
  removeFolder(path: string): Promise<void>;
  /** What an ordinary user may still write; `'unknown'` when the server does not say. */
  freeBytes(path: string): Promise<number | 'unknown'>;
}

export interface NewRemoteFile {
  /** At most `MAX_WRITE_BYTES`. Several may be under way. */
  write(offsetBytes: number, bytes: Uint8Array): Promise<void>;
  /** Resolves when the file is on the server's medium, if the server can tell, and closed. */
  finish(): Promise<void>;
  /** Never throws. */
  abandon(): Promise<void>;
}

/** Every SFTP server must take packets of this length. */
export const MAX_WRITE_BYTES = 32 * 1024;

/** No status is as good as done. */
const { ok } = SFTP_STATUS;
const FOLDER_MODE = 0o755;
const FILE_MODE = 0o644;
/** Where two of a name would lose one of them, the server has to refuse the second by itself: to look first is too late. */
const HARD_LINK = 'hardlink@openssh.com';

/** Renaming over something needs posix-rename@openssh.com, which OpenSSH and its relatives have. */
export function remoteWrites(sftp: SFTPWrapper, requests: SftpRequests): RemoteWrites {
  const ask = <T>(path: string, send: Parameters<typeof requests.ask<T>>[2]): Promise<T | undefined> =>
    requests.ask<T>(path, ok, send);
  const created = async (path: string): Promise<Buffer> => {
    const handle = await ask<Buffer>(path, (answer) => sftp.open(path, 'wx', FILE_MODE, answer));
    if (handle === undefined) throw requests.broken('it opened something without a usable handle');
    return handle;
  };
  return {
    async makeFolder(path) {
      await ask(path, (answer) => sftp.mkdir(path, { mode: FOLDER_MODE }, answer));
      // The umask of the server may have taken rights away that readers need.
      await ask(path, (answer) => sftp.chmod(path, FOLDER_MODE, answer));
    },
    async createFile(path) {
      const handle = await created(path);
      await ask(path, (answer) => sftp.fchmod(handle, FILE_MODE, answer));
      return newFile(sftp, requests, path, handle);
    },
    createDropped: async (path) => newFile(sftp, requests, path, await created(path)),
    async giveName(from, to) {
      // SSH_FXP_RENAME refuses a name that is taken (draft-ietf-secsh-filexfer-02, 6.5).
      await ask(to, (answer) =>
        announces(sftp, HARD_LINK)
          ? sftp.ext_openssh_hardlink(from, to, answer)
          : sftp.rename(from, to, answer),
      );
    },
    async rename(from, to) {
      await ask(to, (answer) => sftp.ext_openssh_rename(from, to, answer));
    },
    async removeFile(path) {
      await ask(path, (answer) => sftp.unlink(path, answer));
    },
    async removeFolder(path) {
      await ask(path, (answer) => sftp.rmdir(path, answer));
    },
    freeBytes: (path) => freeBytes(sftp, requests, path),
  };
}

function newFile(sftp: SFTPWrapper, requests: SftpRequests, path: string, handle: Buffer): NewRemoteFile {
  const ask = (send: Parameters<typeof requests.ask>[2]): Promise<unknown> => requests.ask(path, ok, send);
  return {
    async write(offsetBytes, bytes) {
      const part = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      await ask((answer) => sftp.write(handle, part, 0, part.length, offsetBytes, answer));
    },
    async finish() {
      if (announces(sftp, 'fsync@openssh.com')) await ask((answer) => sftp.ext_openssh_fsync(handle, answer));
      await ask((answer) => sftp.close(handle, answer));
    },
    async abandon() {
      // What cannot be closed is gone with its session.
      await ask((answer) => sftp.close(handle, answer)).catch(() => undefined);
    },
  };
}

async function freeBytes(
  sftp: SFTPWrapper,
  requests: SftpRequests,
  path: string,
): Promise<number | 'unknown'> {
  if (!announces(sftp, 'statvfs@openssh.com')) return 'unknown';
  const answered: unknown = await requests.ask(path, SFTP_STATUS.unsupported, (answer) =>
    sftp.ext_openssh_statvfs(path, answer),
  );
  if (typeof answered !== 'object' || answered === null) return 'unknown';
  const [unitBytes, units]: unknown[] = [
    Reflect.get(answered, 'f_frsize'),
    Reflect.get(answered, 'f_bavail'),
  ];
  const bytes = Number(unitBytes) * Number(units);
  return Number.isFinite(bytes) && bytes >= 0 ? bytes : 'unknown';
}

/** ssh2 keeps what the server announced where types do not see it. */
function announces(sftp: SFTPWrapper, extension: string): boolean {
  const extensions: unknown = Reflect.get(sftp, '_extensions');
  return (
    typeof extensions === 'object' && extensions !== null && Reflect.get(extensions, extension) !== undefined
  );
}
