import type { DiskSummary } from './events.ts';
import type { PowerFacts } from './power-facts.ts';

/** What the agent needs from the machine. `src/host` has the real ones, `test/fakes` the others. */
export interface Clock {
  /** Milliseconds of a clock that never jumps. */
  nowMs(): number;
  /** @throws the signal's reason when it is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Charger and battery. */
export interface Power {
  /** As they are now. Never fails: what cannot be read is `unknown`. */
  facts(): Promise<PowerFacts>;
}

/** Whatever of the device can be heard. */
export interface Speaker {
  /** @throws Fault DEV-02 when nothing can be heard */
  open(): Promise<OpenSpeaker>;
}

export interface OpenSpeaker extends AsyncDisposable {
  /** Sounds until the next call. @throws Fault DEV-02 */
  sound(tone: Tone): Promise<void>;
}

/** In hertz. */
export type Tone = number | 'silence';

/** A disk that is open for this program only. */
export interface BlockDevice extends AsyncDisposable {
  readonly sizeBytes: number;
  readonly sectorBytes: 512 | 4096;
  /** `cache` when the device or filesystem cannot be read past the page cache. */
  readonly readsFrom: 'medium' | 'cache';
  /**
   * Writes all of `bytes`; offset and length are multiples of the sector size.
   * @throws DiskError
   */
  write(offsetBytes: number, bytes: Uint8Array): Promise<void>;
  /**
   * Fills `into` from the medium: what was written and not flushed may be missing.
   * @throws DiskError
   */
  read(offsetBytes: number, into: Uint8Array): Promise<void>;
  /** Resolves only when what was written is on the medium, not when it is in a cache. @throws DiskError */
  flush(): Promise<void>;
  /**
   * Closes the disk while `work` runs, for a program that opens it for itself alone, as mkfs does. It is the same disk
   * afterwards, and ours alone again.
   * @throws Fault DSK-03, DSK-04, DSK-09 when it cannot be had again; what `work` throws
   */
  lend<T>(work: () => Promise<T>): Promise<T>;
}

/** A disk as the kernel describes it, before anybody opens it. */
export interface DiskDescription extends DiskSummary {
  readonly devicePath: string;
  /** Logical sector size. */
  readonly sectorBytes: 512 | 4096;
  readonly bus: 'nvme' | 'mmc' | 'sata' | 'ufs' | 'usb' | 'sd' | 'virtual' | 'unknown';
  readonly removable: 'removable' | 'fixed';
  readonly access: 'read-write' | 'read-only';
  /** Mount points, swap and device-mapper or RAID holders, as a person would name them. */
  readonly usedBy: readonly string[];
}

export interface Disks {
  list(): Promise<readonly DiskDescription[]>;
  /** Opens the disk exclusively. @throws Fault DSK-03, DSK-04, DSK-09 */
  open(disk: DiskDescription): Promise<BlockDevice>;
}

/** A file of a release, read at any place. It is trusted with nothing. */
export interface PayloadFile extends AsyncDisposable {
  readonly sizeBytes: number;
  /** Fills `into`, or as much of it as there is before the end of the file; returns the bytes read. */
  read(offsetBytes: number, into: Uint8Array, signal: AbortSignal): Promise<number>;
}

/** Somewhere that recovery data may come from. It is trusted with nothing. */
export interface RecoverySource {
  readonly label: string;
  readonly location: 'local' | 'network';
  /** Ids of the releases that are there, in no order. @throws Fault STK-02, SRC-06 */
  list(signal: AbortSignal): Promise<readonly string[]>;
  /**
   * A small file, whole. `'absent'` when the source works and does not have it.
   * @throws Fault MAN-03 above `maxBytes`, STK-02, STK-03
   */
  readSmall(
    releaseId: string,
    file: string,
    maxBytes: number,
    signal: AbortSignal,
  ): Promise<Uint8Array | 'absent'>;
  openPayload(releaseId: string, file: string, signal: AbortSignal): Promise<PayloadFile | 'absent'>;
}

/** A recovery source that is a whole tree, with what lies beside the releases. */
export interface RecoveryTree extends RecoverySource {
  /** A small file beside the releases, whole: as `readSmall`. */
  readTop(file: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array | 'absent'>;
}

/** Checks many 4 KiB blocks against their digests, off the thread that moves the data. */
export interface BlockChecker extends AsyncDisposable {
  /**
   * Index of the first block of `blocks` whose digest differs from the 32 bytes at the same index of `digests`,
   * or `'all-good'`. `blocks` must lie in the memory that the checker was made with.
   */
  firstBad(blocks: Uint8Array, digests: Uint8Array, rule: DigestRule): Promise<number | 'all-good'>;
  /** Decompresses one zstd frame into `into`; `'damaged'` when it does not fill `into` exactly. */
  unpack(frame: Uint8Array, into: Uint8Array): Promise<'filled' | 'damaged'>;
  /** `unpack` and `firstBad` in one go, which saves asking twice and finds the blocks still in the cache. */
  unpackChecked(
    frame: Uint8Array,
    into: Uint8Array,
    digests: Uint8Array,
    rule: DigestRule,
  ): Promise<number | 'all-good' | 'damaged'>;
}

/** How dm-verity makes the digest of a block: version 0 appends the salt, version 1 puts it in front. */
export interface DigestRule {
  readonly version: 0 | 1;
  readonly salt: Uint8Array;
}

/** Makes the filesystem for the person's own files, on a disk that is already open here. */
export interface FilesystemMaker {
  /** @throws Fault DSK-10 */
  makeExt4(
    disk: DiskDescription,
    place: { readonly offsetBytes: number; readonly sizeBytes: number; readonly label: string },
    signal: AbortSignal,
  ): Promise<void>;
}

/** Why a disk operation failed, before anyone knows which partition it hit. */
export class DiskError extends Error {
  override readonly name = 'DiskError';
  /** The errno name, e.g. `EIO`, `ENOSPC`, `ENODEV`. */
  readonly errno: string;
  readonly operation: 'read' | 'write' | 'flush';
  /** The first byte that the operation did not get to, or its start when the system does not say. */
  readonly offsetBytes: number;

  constructor(operation: DiskError['operation'], offsetBytes: number, errno: string, options?: ErrorOptions) {
    super(`${operation} at byte ${offsetBytes} failed with ${errno}`, options);
    this.operation = operation;
    this.offsetBytes = offsetBytes;
    this.errno = errno;
  }
}
