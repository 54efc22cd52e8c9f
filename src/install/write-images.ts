import { isFault } from '../core/faults.ts';
import { overSlots, type Piece } from './over-slots.ts';
import type { Placement } from './placements.ts';
import type { StubbornDisk } from './stubborn-disk.ts';

const BLOCK_BYTES = 4096;
/**
 * A run that broke off wrote images from their beginning. Behind so many pieces in a row that are not there, looking for
 * more of them costs up to a twelfth of the time, and what is missed is fetched.
 */
const LOOKED_FOR_IN_VAIN = 64;

export type OnBytes = (doneBytes: number, totalBytes: number) => void;

/** `what-differs` looks at the disk first: where the data comes from a server, what is there need not be fetched. */
export type WhatToWrite = 'all' | 'what-differs';

/**
 * Writes every image to its partition. Each block is checked against what was signed before it is written, and all of
 * them are on the medium when this resolves.
 * @throws Fault IMG-…, STK-…, DSK-…, or the signal's reason
 */
export async function writeImages(
  placements: readonly Placement[],
  what: WhatToWrite,
  disk: StubbornDisk,
  slots: readonly Uint8Array[],
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<void> {
  const totalBytes = placements.reduce((sum, { image }) => sum + image.sizeBytes, 0);
  let doneBytes = 0;
  for (const { image, partition } of placements) {
    let inVain = what === 'all' ? LOOKED_FOR_IN_VAIN : 0;
    await overSlots(
      image.sizeBytes,
      slots,
      async (piece) => {
        const { offsetBytes, bytes } = piece;
        const looks = inVain < LOOKED_FOR_IN_VAIN;
        const there = looks ? await isThere({ image, partition }, piece, disk, signal) : 'no';
        inVain = there === 'yes' ? 0 : inVain + 1;
        if (there === 'no') {
          await image.fill(offsetBytes, bytes, signal);
          await disk.write(partition.label, partition.offsetBytes + offsetBytes, bytes);
        }
        onBytes((doneBytes += bytes.length), totalBytes);
      },
      signal,
    );
  }
  await disk.flush('all partitions');
}

async function isThere(
  { image, partition }: Placement,
  { offsetBytes, bytes }: Piece,
  disk: StubbornDisk,
  signal: AbortSignal,
): Promise<'yes' | 'no'> {
  try {
    // One block says of most disks that nothing is there.
    for (const part of [bytes.subarray(0, BLOCK_BYTES), bytes]) {
      await disk.read(partition.label, partition.offsetBytes + offsetBytes, part);
      if ((await image.firstWrong(offsetBytes, part, signal)) !== 'none') return 'no';
    }
    return 'yes';
  } catch (error) {
    // A block that cannot be read may well be written.
    if (isFault(error, 'DSK-08')) return 'no';
    throw error;
  }
}
