import { overSlots } from './over-slots.ts';
import type { Placement } from './placements.ts';
import type { StubbornDisk } from './stubborn-disk.ts';

export type OnBytes = (doneBytes: number, totalBytes: number) => void;

/**
 * Writes every image to its partition. Each block is checked against what was signed before it is written, and all of
 * them are on the medium when this resolves.
 * @throws Fault IMG-…, STK-…, DSK-…, or the signal's reason
 */
export async function writeImages(
  placements: readonly Placement[],
  disk: StubbornDisk,
  slots: readonly Uint8Array[],
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<void> {
  const totalBytes = placements.reduce((sum, { image }) => sum + image.sizeBytes, 0);
  let doneBytes = 0;
  for (const { image, partition } of placements) {
    await overSlots(
      image.sizeBytes,
      slots,
      async ({ offsetBytes, bytes }) => {
        await image.fill(offsetBytes, bytes, signal);
        await disk.write(partition.label, partition.offsetBytes + offsetBytes, bytes);
        onBytes((doneBytes += bytes.length), totalBytes);
      },
      signal,
    );
  }
  await disk.flush('all partitions');
}
