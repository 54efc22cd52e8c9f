import { type BlockDevice, DiskError } from '../../src/core/ports.ts';

export interface FakeDiskFaults {
  /** The power goes after so many operations: every later one fails and does nothing. */
  readonly operationsLeft?: number;
  /** The flush with this number, counted from 0, does nothing: as if its line were not in the source. */
  readonly deafFlush?: number;
  /** Asked before each operation: an errno name makes it fail there. */
  readonly refuse?: (
    operation: DiskError['operation'],
    offsetBytes: number,
    lengthBytes: number,
  ) => string | undefined;
  /** What the medium keeps of a sector that is written to it. */
  readonly keeps?: (sector: number, bytes: Uint8Array) => Uint8Array;
}

const SECTOR_BYTES = 512;

/**
 * A disk in memory with a write cache, whose power can be cut at any operation. The cache holds sectors: a write of
 * many may get to the medium in part. Reading gives what is on the medium, as reading past every cache would.
 */
export class FakeDisk implements BlockDevice {
  readonly sizeBytes: number;
  readonly sectorBytes = SECTOR_BYTES;
  readonly readsFrom = 'medium';
  operations = 0;
  flushes = 0;
  readonly #before: Uint8Array;
  readonly #faults: FakeDiskFaults;
  readonly #medium = new Map<number, Uint8Array>();
  #cached: { sector: number; bytes: Uint8Array }[] = [];

  constructor(before: Uint8Array, faults: FakeDiskFaults = {}) {
    this.sizeBytes = before.length;
    this.#before = before;
    this.#faults = faults;
  }

  async write(offsetBytes: number, bytes: Uint8Array): Promise<void> {
    this.#spend('write', offsetBytes, bytes.length);
    this.#refuseUnaligned(offsetBytes, bytes.length);
    for (let at = 0; at < bytes.length; at += SECTOR_BYTES) {
      const sector = (offsetBytes + at) / SECTOR_BYTES;
      const kept = bytes.slice(at, at + SECTOR_BYTES);
      this.#cached.push({ sector, bytes: this.#faults.keeps?.(sector, kept) ?? kept });
    }
  }

  async read(offsetBytes: number, into: Uint8Array): Promise<void> {
    this.#spend('read', offsetBytes, into.length);
    this.#refuseUnaligned(offsetBytes, into.length);
    into.set(contentOf(this.#before, this.#medium, offsetBytes, into.length));
  }

  async flush(): Promise<void> {
    this.#spend('flush', 0, 0);
    this.flushes += 1;
    if (this.flushes - 1 === this.#faults.deafFlush) return;
    for (const { sector, bytes } of this.#cached) this.#medium.set(sector, bytes);
    this.#cached = [];
  }

  /** What is on the medium when the power is gone: what was flushed, and those cached sectors that `reached` it. */
  afterPowerCut(reached: (nth: number) => boolean): (offsetBytes: number, lengthBytes: number) => Uint8Array {
    const left = new Map(this.#medium);
    for (const [nth, { sector, bytes }] of this.#cached.entries()) if (reached(nth)) left.set(sector, bytes);
    return (offsetBytes, lengthBytes) => contentOf(this.#before, left, offsetBytes, lengthBytes);
  }

  lend<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #spend(operation: DiskError['operation'], offsetBytes: number, lengthBytes: number): void {
    this.operations += 1;
    if (this.operations > (this.#faults.operationsLeft ?? Infinity))
      throw new DiskError(operation, offsetBytes, 'ENODEV');
    const errno = this.#faults.refuse?.(operation, offsetBytes, lengthBytes);
    if (errno !== undefined) throw new DiskError(operation, offsetBytes, errno);
  }

  #refuseUnaligned(offsetBytes: number, lengthBytes: number): void {
    const fits = offsetBytes >= 0 && offsetBytes + lengthBytes <= this.sizeBytes;
    if (offsetBytes % SECTOR_BYTES !== 0 || lengthBytes % SECTOR_BYTES !== 0 || !fits) {
      throw new RangeError(`${lengthBytes} bytes at ${offsetBytes} on a disk of ${this.sizeBytes}`);
    }
  }
}

function contentOf(
  before: Uint8Array,
  written: ReadonlyMap<number, Uint8Array>,
  offsetBytes: number,
  lengthBytes: number,
): Uint8Array {
  const content = before.slice(offsetBytes, offsetBytes + lengthBytes);
  const first = Math.floor(offsetBytes / SECTOR_BYTES);
  for (let sector = first; sector * SECTOR_BYTES < offsetBytes + lengthBytes; sector += 1) {
    const bytes = written.get(sector);
    if (bytes !== undefined) content.set(bytes, sector * SECTOR_BYTES - offsetBytes);
  }
  return content;
}
