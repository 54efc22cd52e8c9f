import type { RequestSlots } from '../request-slots.ts';

/** An open file on the other side of a slow line. */
export interface ReadPort {
  /** The longest read that is worth asking for. */
  readonly maxReadBytes: number;
  /** Fills `into`, maybe only in part; returns the bytes, 0 at the end of the file. Then leaves `into` alone. */
  read(offsetBytes: number, into: Uint8Array): Promise<number>;
  /** Makes every read that is under way settle soon, and leave its buffer alone. */
  abandon(): void;
}

export interface Prefix {
  /** So much of the buffer is filled, from its start without a gap. */
  readonly bytes: number;
  readonly end: 'filled' | 'end-of-file' | 'failed';
  /** What a read threw, or the signal's reason. */
  readonly failure?: unknown;
}

interface Piece {
  readonly at: number;
  readonly bytes: number;
}

const BLOCK_BYTES = 4096;

/**
 * Fills `into` with the bytes of a file from `offsetBytes` on, with as many reads under way as `slots` allows. Answers
 * may come in any order, and short: what is missing is asked for again. Never throws; when it has returned, no read of it
 * is under way and `into` is the caller's again.
 */
export async function readPipelined(
  port: ReadPort,
  offsetBytes: number,
  into: Uint8Array,
  slots: RequestSlots,
  signal: AbortSignal,
): Promise<Prefix> {
  const missing = new Set(pieces(into.length, port.maxReadBytes));
  const queue = [...missing];
  const failures: unknown[] = [];
  let endAt = into.length;

  const settle = (piece: Piece, gotBytes: number): void => {
    missing.delete(piece);
    if (gotBytes === 0) endAt = Math.min(endAt, piece.at);
    if (gotBytes === 0 || gotBytes === piece.bytes) return;
    const rest = { at: piece.at + gotBytes, bytes: piece.bytes - gotBytes };
    missing.add(rest);
    queue.unshift(rest);
  };
  const isOver = (): boolean => failures.length > 0 || signal.aborted;
  const readNext = async (): Promise<void> => {
    await slots.take();
    try {
      const piece = isOver() ? undefined : queue.shift();
      if (piece === undefined || piece.at >= endAt) return;
      settle(piece, await port.read(offsetBytes + piece.at, into.subarray(piece.at, piece.at + piece.bytes)));
    } catch (error) {
      failures.push(error);
    } finally {
      slots.give();
    }
  };
  const keepReading = async (): Promise<void> => {
    while (queue.length > 0 && !isOver()) await readNext();
  };

  const abandon = (): void => port.abandon();
  signal.addEventListener('abort', abandon, { once: true });
  await Promise.all(Array.from({ length: Math.min(queue.length, slots.count) }, keepReading));
  signal.removeEventListener('abort', abandon);
  const bytes = [...missing].reduce((least, { at }) => Math.min(least, at), endAt);
  if (signal.aborted) return { bytes, end: 'failed', failure: signal.reason };
  if (failures.length > 0) return { bytes, end: 'failed', failure: failures[0] };
  return { bytes, end: bytes === into.length ? 'filled' : 'end-of-file' };
}

/** Pieces of about one length, so that the last one is not tiny, and in whole blocks, as the server's disk likes them. */
function pieces(bytes: number, maxBytes: number): Piece[] {
  const count = Math.ceil(bytes / maxBytes);
  const blocks = Math.ceil(bytes / Math.max(count, 1) / BLOCK_BYTES);
  const length = Math.min(maxBytes, blocks * BLOCK_BYTES);
  return Array.from({ length: Math.ceil(bytes / length) || 0 }, (_, index) => ({
    at: index * length,
    bytes: Math.min(length, bytes - index * length),
  }));
}
