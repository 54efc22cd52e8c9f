/** The writing side of a tree: a folder, here or on a server. Paths are relative to it, with `/`. */
export interface WritableTree extends AsyncDisposable {
  /** As a person would name what is at `path`. */
  place(path: string): string;
  /** What may still be written; `'unknown'` where nobody says. */
  freeBytes(): Promise<number | 'unknown'>;
  /** Follows no link. @throws Fault PUB-01 */
  entries(path: string): Promise<readonly TreeEntry[] | 'absent'>;
  /** @throws Fault PUB-01, also above `maxBytes` */
  readSmall(path: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | 'absent'>;
  /** `'absent'` when no plain file is there. @throws Fault PUB-01 */
  sizeOf(path: string): Promise<number | 'absent'>;
  /** Makes a folder that is not there. @throws Fault PUB-01 */
  makeFolder(path: string): Promise<void>;
  /**
   * Makes a file that is not there; it is on the medium when this resolves, if the place can tell. The chunks may be
   * taken back when the next one is asked for.
   * @throws Fault PUB-01, what `chunks` throws, or the signal's reason
   */
  writeFile(path: string, chunks: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<void>;
  /**
   * In one step: a file takes the place of another. A folder takes no other's place unless that is empty.
   * @throws Fault PUB-01
   */
  rename(from: string, to: string): Promise<void>;
  removeFile(path: string): Promise<void>;
  removeFolder(path: string): Promise<void>;
}

interface TreeEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

/** More names in one folder are not read: the same as netbooks put up with. */
export const MAX_NAMES = 10_000;
