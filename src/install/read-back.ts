import { Fault } from '../core/faults.ts';
import { overSlots } from './over-slots.ts';
import type { Placement } from './placements.ts';
import type { StubbornDisk } from './stubborn-disk.ts';
import type { OnBytes } from './write-images.ts';

/**
 * Reads everything that was written from the medium and checks it against what was signed.
 * @throws Fault DSK-07 with partition and offset, DSK-08, or the signal's reason
 */
export async function readBack(
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
        await disk.read(partition.label, partition.offsetBytes + offsetBytes, bytes);
        const wrongBytes = await image.firstWrong(offsetBytes, bytes, signal);
        if (wrongBytes !== 'none') {
          throw new Fault('DSK-07', {
            partition: partition.label,
            offsetBytes: partition.offsetBytes + wrongBytes,
          });
        }
        onBytes((doneBytes += bytes.length), totalBytes);
      },
      signal,
    );
  }
}
