import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { ByteExtents } from './byte-extents.ts';
import type { ReleaseFiles } from './keep-download.ts';
import type { StickFolder } from './stick-folder.ts';

/**
 * FAT fills the room between the end of a file and what is written behind it with zeros, and keeps us waiting. The
 * hash tree and the seek table, which are wanted first, lie at the very end: they are kept when the file has grown.
 */
const MAX_GAP_BYTES = 16 * 1024 * 1024;

/** A file of a release, some of which is on the stick. @throws (its methods) the errors of node:fs */
export class KeptFile implements AsyncDisposable {
  readonly file: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly #handle: FileHandle;
  #extents: ByteExtents;
  #endBytes: number;
  #isSynced = true;

  private constructor(
    { file, bytes, sha256 }: ReleaseFiles['files'][number],
    handle: FileHandle,
    extents: ByteExtents,
    endBytes: number,
  ) {
    this.file = file;
    this.sizeBytes = bytes;
    this.sha256 = sha256;
    this.#handle = handle;
    this.#extents = extents;
    this.#endBytes = endBytes;
  }

  /** `'odd'` when `extents` cannot be true of what is there. */
  static async open(
    file: ReleaseFiles['files'][number],
    folder: StickFolder,
    extents: ByteExtents,
  ): Promise<KeptFile | 'odd'> {
    const kind = await folder.kindOf(file.file);
    if (kind !== 'file' && kind !== 'absent') return 'odd';
    const handle = await folder.file(file.file, constants.O_RDWR | constants.O_CREAT);
    const { size } = await handle.stat();
    if (size <= file.bytes && size >= (extents.list.at(-1)?.[1] ?? 0))
      return new KeptFile(file, handle, extents, size);
    await handle.close();
    return 'odd';
  }

  get extents(): ByteExtents {
    return this.#extents;
  }

  get missingBytes(): number {
    return this.#extents.missingBytes(this.sizeBytes);
  }

  /** How much room it takes on the stick already. */
  async roomBytes(): Promise<number> {
    return (await this.#handle.stat()).blocks * 512;
  }

  /** Fills `into`, or as much of it as there is; returns the bytes read. */
  async read(offsetBytes: number, into: Uint8Array): Promise<number> {
    let done = 0;
    while (done < into.length) {
      const left = into.length - done;
      const { bytesRead } = await this.#handle.read(into, done, left, offsetBytes + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return done;
  }

  /** Does not remember what it wrote: that is for `keep`. */
  async write(offsetBytes: number, bytes: Uint8Array): Promise<'written' | 'too-far-ahead'> {
    if (offsetBytes > this.#endBytes + MAX_GAP_BYTES) return 'too-far-ahead';
    let done = 0;
    while (done < bytes.length) {
      const { bytesWritten } = await this.#handle.write(bytes, done, bytes.length - done, offsetBytes + done);
      done += bytesWritten;
    }
    this.#endBytes = Math.max(this.#endBytes, offsetBytes + bytes.length);
    // Not before: a `sync` that began in the meantime may have missed it.
    this.#isSynced = false;
    return 'written';
  }

  /** Bytes that were written are served from now on. */
  keep(startBytes: number, endBytes: number): void {
    this.#extents = this.#extents.with(startBytes, endBytes);
  }

  /** Nothing of it is served any more. */
  forget(): void {
    this.#extents = ByteExtents.none;
  }

  async empty(): Promise<void> {
    this.forget();
    this.#isSynced = false;
    this.#endBytes = 0;
    await this.#handle.truncate(0);
  }

  /** What was written before is on the medium when this resolves. */
  async sync(): Promise<void> {
    if (this.#isSynced) return;
    this.#isSynced = true;
    await this.#handle.datasync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
  }
}
