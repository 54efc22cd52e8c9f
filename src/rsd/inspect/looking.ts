import type { BlockChecker } from '../../core/ports.ts';

/** How closely something is looked at. */
export interface Looking {
  /** All of it is read: root filesystems by their trees, releases by their digests. */
  readonly deep: DeepLook | 'no';
  /** Told while something long is read. */
  readonly onBytes: (what: string, doneBytes: number, totalBytes: number) => void;
  readonly signal: AbortSignal;
}

export interface DeepLook {
  readonly checker: BlockChecker;
  /** Each 1 MiB, in shared memory. */
  readonly slots: readonly Uint8Array[];
}
