/** A run of bytes of an image and the buffer that carries it. */
export interface Piece {
  readonly offsetBytes: number;
  readonly bytes: Uint8Array;
}

/**
 * Moves `sizeBytes` through a fixed set of buffers: each takes the next piece as soon as its last one is done,
 * so that reading, hashing and writing of different pieces overlap and memory stays flat. After a failure no
 * new piece is begun, those under way are waited for, and the first failure is thrown.
 * @throws what `work` throws, or the signal's reason
 */
export async function overSlots(
  sizeBytes: number,
  slots: readonly Uint8Array[],
  work: (piece: Piece) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const failures: unknown[] = [];
  let nextBytes = 0;
  const carry = async (slot: Uint8Array): Promise<void> => {
    while (nextBytes < sizeBytes && failures.length === 0 && !signal.aborted) {
      const offsetBytes = nextBytes;
      const bytes = slot.subarray(0, Math.min(slot.length, sizeBytes - offsetBytes));
      nextBytes += bytes.length;
      await work({ offsetBytes, bytes });
    }
  };
  await Promise.all(slots.map((slot) => carry(slot).catch((error: unknown) => failures.push(error))));
  if (failures.length > 0) throw failures[0];
  signal.throwIfAborted();
}
