import type { FileHandle } from 'node:fs/promises';
import { type BlockDevice, type DiskDescription, DiskError } from '../core/ports.ts';
import { errnoOf } from './errno-of.ts';
import { openExclusively } from './open-exclusively.ts';
import { slotMemory } from './slot-memory.ts';

const PAGE_BYTES = 4096;
const BOUNCE_BYTES = 1 << 18;

/** A disk that can be given up for a while to a program that opens it for itself alone, as mkfs does. */
export interface LendableDisk extends BlockDevice {
  /**
   * Closes the disk while `work` runs. It is the same disk afterwards, and ours alone again.
   * @throws Fault DSK-03, DSK-04, DSK-09 when it cannot be had again; what `work` throws
   */
  lend<T>(work: () => Promise<T>): Promise<T>;
}

/**
 * Opens a disk, or the image file of a simulated one, for this program only, past the page cache where that is possible.
 * @throws Fault DSK-03 read-only, DSK-04 in use, DSK-09 gone or another one
 */
export async function openDisk(disk: DiskDescription): Promise<LendableDisk> {
  const { handle: first, readsFrom } = await openExclusively(disk);
  let handle = first;
  const { sizeBytes, sectorBytes } = disk;
  const bounce = new Bounce();
  return {
    sizeBytes,
    sectorBytes,
    readsFrom,
    async write(offsetBytes, bytes) {
      refuseOutside('write', offsetBytes, bytes, sizeBytes);
      await bounce.write(bytes, offsetBytes, (part, at) => transfer('write', handle, part, at));
    },
    async read(offsetBytes, into) {
      refuseOutside('read', offsetBytes, into, sizeBytes);
      await bounce.read(into, offsetBytes, (part, at) => transfer('read', handle, part, at));
    },
    async flush() {
      try {
        await handle.sync();
      } catch (error) {
        throw new DiskError('flush', 0, errnoOf(error), { cause: error });
      }
    },
    async lend(work) {
      await handle.close();
      try {
        return await work();
      } finally {
        ({ handle } = await openExclusively(disk));
      }
    },
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

/** A disk ends at its size. An image file would grow. */
function refuseOutside(
  operation: 'read' | 'write',
  offsetBytes: number,
  { length }: Uint8Array,
  sizeBytes: number,
): void {
  if (offsetBytes >= 0 && offsetBytes + length <= sizeBytes) return;
  throw new DiskError(operation, offsetBytes, EARLY_END[operation]);
}

const EARLY_END = { read: 'EIO', write: 'ENOSPC' } as const;

type Move = (part: Uint8Array, offsetBytes: number) => Promise<void>;

/** Carries what does not start on a page through a buffer that does. */
class Bounce {
  readonly #buffer = slotMemory(1, BOUNCE_BYTES)[0] ?? new Uint8Array();
  #last: Promise<unknown> = Promise.resolve();

  write(bytes: Uint8Array, offsetBytes: number, move: Move): Promise<void> {
    if (onPage(bytes)) return move(bytes, offsetBytes);
    return this.#inTurn(bytes, async (part, at) => {
      const room = this.#buffer.subarray(0, part.length);
      room.set(part);
      await move(room, offsetBytes + at);
    });
  }

  read(into: Uint8Array, offsetBytes: number, move: Move): Promise<void> {
    if (onPage(into)) return move(into, offsetBytes);
    return this.#inTurn(into, async (part, at) => {
      const room = this.#buffer.subarray(0, part.length);
      await move(room, offsetBytes + at);
      part.set(room);
    });
  }

  /** One at a time: there is one buffer. */
  #inTurn(bytes: Uint8Array, each: (part: Uint8Array, at: number) => Promise<void>): Promise<void> {
    const turn = this.#last.then(() => inParts(bytes, each));
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

async function inParts(
  bytes: Uint8Array,
  each: (part: Uint8Array, at: number) => Promise<void>,
): Promise<void> {
  for (let at = 0; at < bytes.length; at += BOUNCE_BYTES)
    await each(bytes.subarray(at, at + BOUNCE_BYTES), at);
}

/** Only shared memory comes from `slotMemory`, and that starts on a page. */
function onPage(bytes: Uint8Array): boolean {
  return bytes.buffer instanceof SharedArrayBuffer && bytes.byteOffset % PAGE_BYTES === 0;
}

async function transfer(
  operation: 'read' | 'write',
  handle: FileHandle,
  bytes: Uint8Array,
  offsetBytes: number,
): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const moved = await once(operation, handle, bytes, done, offsetBytes + done);
    // A disk that moves nothing and reports no error has ended before its size.
    if (moved === 0) throw new DiskError(operation, offsetBytes + done, EARLY_END[operation]);
    done += moved;
  }
}

async function once(
  operation: 'read' | 'write',
  handle: FileHandle,
  bytes: Uint8Array,
  done: number,
  offsetBytes: number,
): Promise<number> {
  try {
    if (operation === 'read')
      return (await handle.read(bytes, done, bytes.length - done, offsetBytes)).bytesRead;
    return (await handle.write(bytes, done, bytes.length - done, offsetBytes)).bytesWritten;
  } catch (error) {
    throw new DiskError(operation, offsetBytes, errnoOf(error), { cause: error });
  }
}
