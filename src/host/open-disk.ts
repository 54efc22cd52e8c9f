import { constants, type FileHandle, open } from 'node:fs/promises';
import { Fault } from '../core/faults.ts';
import { type BlockDevice, type DiskDescription, DiskError } from '../core/ports.ts';
import { errnoOf } from './errno-of.ts';
import { slotMemory } from './slot-memory.ts';

const PAGE_BYTES = 4096;
const BOUNCE_BYTES = 1 << 18;

/**
 * Opens a disk, or the image file of a simulated one, for this program only, past the page cache where that is possible.
 * On a block device O_EXCL fails while anything is mounted from it or holds it.
 * @throws Fault DSK-03 read-only, DSK-04 in use, DSK-09 gone or of another size
 */
export async function openDisk(disk: DiskDescription): Promise<BlockDevice> {
  const { handle, readsFrom } = await openExclusively(disk);
  try {
    const stat = await handle.stat();
    if (stat.isFile() && stat.size !== disk.sizeBytes) {
      throw new Fault('DSK-09', { was: `${disk.sizeBytes} bytes`, is: `${stat.size} bytes` });
    }
    return blockDevice(handle, disk, readsFrom);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

interface Opened {
  readonly handle: FileHandle;
  readonly readsFrom: BlockDevice['readsFrom'];
}

async function openExclusively(disk: DiskDescription): Promise<Opened> {
  const flags = constants.O_RDWR | constants.O_EXCL | constants.O_NOFOLLOW;
  try {
    return { handle: await open(disk.devicePath, flags | constants.O_DIRECT), readsFrom: 'medium' };
  } catch (error) {
    if (errnoOf(error) !== 'EINVAL') throw openFault(error, disk);
  }
  try {
    return { handle: await open(disk.devicePath, flags), readsFrom: 'cache' };
  } catch (error) {
    throw openFault(error, disk);
  }
}

function openFault(error: unknown, { name }: DiskDescription): Fault {
  const errno = errnoOf(error);
  const options = { cause: error };
  if (errno === 'EBUSY') return new Fault('DSK-04', { disk: name, by: 'another program' }, options);
  if (errno === 'EROFS' || errno === 'EACCES' || errno === 'EPERM')
    return new Fault('DSK-03', { disk: name }, options);
  return new Fault('DSK-09', { was: 'present', is: `cannot be opened (${errno})` }, options);
}

function blockDevice(
  handle: FileHandle,
  disk: DiskDescription,
  readsFrom: BlockDevice['readsFrom'],
): BlockDevice {
  const bounce = new Bounce();
  return {
    sizeBytes: disk.sizeBytes,
    sectorBytes: disk.sectorBytes,
    readsFrom,
    write: (offsetBytes, bytes) =>
      bounce.write(bytes, offsetBytes, (part, at) => transfer('write', handle, part, at)),
    read: (offsetBytes, into) =>
      bounce.read(into, offsetBytes, (part, at) => transfer('read', handle, part, at)),
    flush: () =>
      handle.sync().catch((error: unknown) => Promise.reject(new DiskError('flush', 0, errnoOf(error)))),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

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
    if (moved === 0)
      throw new DiskError(operation, offsetBytes + done, operation === 'write' ? 'ENOSPC' : 'EIO');
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
