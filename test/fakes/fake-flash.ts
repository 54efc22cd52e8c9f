import { Fault } from '../../src/core/faults.ts';
import type { FirmwareFlash, FlashRange } from '../../src/core/firmware-flash.ts';

/** Power went: nobody is there any more to hear of it. */
export class PowerCut extends Error {
  override readonly name = 'PowerCut';
}

const BLOCK_BYTES = 4096;
const ERASED = 0xff;

/**
 * A flash chip as flashrom works on it: in blocks of 4 KiB, of which those that have to change are erased and then written.
 * Power may go at each of these operations.
 */
export class FakeFlash implements FirmwareFlash {
  readonly bytes: Uint8Array;
  /** Blocks that were erased, in order, by their offsets. */
  readonly erased: number[] = [];
  /** Ranges of each call of `write`, in order. */
  readonly writes: (readonly FlashRange[])[] = [];
  /** Erasures and writes until power goes. */
  operationsLeft = Number.POSITIVE_INFINITY;
  /** flashrom fails at that block. */
  badBlock: number | 'none' = 'none';
  /** A byte of that block does not keep what is written to it, and flashrom does not see it. */
  wornBlock: number | 'none' = 'none';
  /** From this write on nothing can be read. */
  deafAfterWrites = Number.POSITIVE_INFINITY;

  constructor(bytes: Uint8Array) {
    this.bytes = new Uint8Array(bytes);
  }

  readMap(signal: AbortSignal): Promise<Uint8Array> {
    return this.readAll(signal);
  }

  async read(ranges: readonly FlashRange[], signal: AbortSignal): Promise<Uint8Array> {
    const all = await this.readAll(signal);
    const read = new Uint8Array(all.length).fill(ERASED);
    for (const { offsetBytes, sizeBytes } of ranges)
      read.set(all.subarray(offsetBytes, offsetBytes + sizeBytes), offsetBytes);
    return read;
  }

  async readAll(signal: AbortSignal): Promise<Uint8Array> {
    signal.throwIfAborted();
    this.#needPower();
    if (this.writes.length >= this.deafAfterWrites) throw new Fault('FWR-01', { reason: 'no answer' });
    return new Uint8Array(this.bytes);
  }

  async write(image: Uint8Array, ranges: readonly FlashRange[]): Promise<void> {
    this.writes.push(ranges);
    for (const range of ranges)
      for (const at of blocksOf(range)) this.#change(at, this.#wanted(at, image, range));
  }

  #wanted(at: number, image: Uint8Array, { offsetBytes, sizeBytes }: FlashRange): Uint8Array {
    const block = this.bytes.slice(at, at + BLOCK_BYTES);
    const [from, to] = [Math.max(at, offsetBytes), Math.min(at + BLOCK_BYTES, offsetBytes + sizeBytes)];
    block.set(image.subarray(from, to), from - at);
    return block;
  }

  #change(at: number, block: Uint8Array): void {
    if (Buffer.compare(this.bytes.subarray(at, at + BLOCK_BYTES), block) === 0) return;
    if (at === this.badBlock) throw new Fault('FWR-09', { reason: `Erase/write failed at ${at}` });
    this.#needPower();
    this.operationsLeft -= 1;
    this.erased.push(at);
    this.bytes.fill(ERASED, at, at + BLOCK_BYTES);
    this.#needPower();
    this.operationsLeft -= 1;
    this.bytes.set(block, at);
    if (at === this.wornBlock) this.bytes[at + 7] = ~(block[7] ?? 0) & 0xff;
  }

  #needPower(): void {
    if (this.operationsLeft <= 0) throw new PowerCut();
  }
}

function blocksOf({ offsetBytes, sizeBytes }: FlashRange): number[] {
  const first = Math.floor(offsetBytes / BLOCK_BYTES);
  const count = Math.ceil((offsetBytes + sizeBytes) / BLOCK_BYTES) - first;
  return Array.from({ length: count }, (_, nth) => (first + nth) * BLOCK_BYTES);
}
