import { constants } from 'node:fs';
import { type FileHandle, lstat, mkdir, open, opendir, rename, rm, rmdir, statfs } from 'node:fs/promises';
import { Fault } from '../../core/faults.ts';
import { errorCode } from '../error-code.ts';

const { O_RDONLY, O_WRONLY, O_CREAT, O_TRUNC, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK } = constants;
/** More than any folder of ours has; a hostile stick could hold millions. */
const MAX_NAMES = 2000;

/**
 * A folder on the stick that is held open. Names are looked up in it as openat(2) does: the path to it cannot change
 * under us, and no link in it is followed.
 * @throws (its methods) the errors of node:fs
 */
export class StickFolder implements AsyncDisposable {
  readonly #handle: FileHandle;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  static async at(path: string): Promise<StickFolder> {
    return new StickFolder(await open(path, O_RDONLY | O_DIRECTORY));
  }

  async folder(name: string): Promise<StickFolder> {
    return new StickFolder(await open(this.#pathOf(name), O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
  }

  /** The folder of this name, on the medium when it resolves. It is made when nothing has the name. */
  async madeFolder(name: string): Promise<StickFolder> {
    try {
      await mkdir(this.#pathOf(name));
      await this.sync();
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    return await this.folder(name);
  }

  /** Looks before it opens: a pipe would keep us waiting, and to open a device is to use it. */
  async file(name: string, flags: number): Promise<FileHandle> {
    const path = this.#pathOf(name);
    if ((await this.kindOf(name)) === 'other') {
      throw new Fault('STK-06', { problem: `"${name}" on the stick is no plain file` });
    }
    return await open(path, flags | O_NOFOLLOW | O_NONBLOCK, 0o644);
  }

  /** Writes a file, which is on the medium when this resolves. Its name is when the folder was synced, too. */
  async write(name: string, bytes: Uint8Array): Promise<void> {
    await using file = await this.file(name, O_WRONLY | O_CREAT | O_TRUNC);
    await file.writeFile(bytes);
    await file.sync();
  }

  async kindOf(name: string): Promise<'file' | 'folder' | 'other' | 'absent'> {
    try {
      const found = await lstat(this.#pathOf(name));
      if (found.isFile()) return 'file';
      return found.isDirectory() ? 'folder' : 'other';
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return 'absent';
      throw error;
    }
  }

  /** @throws Fault STK-06 when there are too many */
  async names(): Promise<readonly string[]> {
    const names: string[] = [];
    for await (const { name } of await opendir(this.#pathOf('.'), { bufferSize: 256 })) {
      if (names.length === MAX_NAMES) throw new Fault('STK-06', { problem: 'a folder has too many files' });
      names.push(name);
    }
    return names;
  }

  /** Removes a file, a link or a folder with all that is in it, if it is there. */
  async remove(name: string): Promise<void> {
    await rm(this.#pathOf(name), { recursive: true, force: true });
  }

  /** @throws ENOTEMPTY */
  async removeEmpty(name: string): Promise<void> {
    await rmdir(this.#pathOf(name));
  }

  /** Moves a file or a folder, and replaces a file that has the new name already. Both folders are to be synced. */
  async rename(name: string, into: StickFolder, newName: string): Promise<void> {
    await using moved = await open(this.#pathOf(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    await rename(this.#pathOf(name), into.#pathOf(newName));
    // FAT writes the entry of the new name with what was moved, not with the folder: until then it is the old file's.
    await moved.sync();
  }

  /** What was made, renamed and removed in it is on the medium when this resolves. */
  async sync(): Promise<void> {
    await this.#handle.sync();
  }

  /** Of the file system that it is on. `type` is the magic number of statfs(2). */
  async space(): Promise<{ readonly freeBytes: number; readonly type: number }> {
    const { bavail, bsize, type } = await statfs(this.#pathOf('.'));
    return { freeBytes: bavail * bsize, type };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }

  #pathOf(name: string): string {
    return `/proc/self/fd/${this.#handle.fd}/${name}`;
  }
}
