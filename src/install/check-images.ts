import type { CheckedImage } from './checked-image.ts';
import { overSlots } from './over-slots.ts';
import type { OnBytes } from './write-images.ts';

/**
 * Reads every image once, whole, and writes nothing: damage that the stick already has is found while the old system
 * is still on the disk.
 * @throws Fault IMG-…, STK-…, or the signal's reason
 */
export async function checkImages(
  images: readonly CheckedImage[],
  slots: readonly Uint8Array[],
  onBytes: OnBytes,
  signal: AbortSignal,
): Promise<void> {
  const totalBytes = images.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  let doneBytes = 0;
  for (const image of images) {
    await overSlots(
      image.sizeBytes,
      slots,
      async ({ offsetBytes, bytes }) => {
        await image.fill(offsetBytes, bytes, signal);
        onBytes((doneBytes += bytes.length), totalBytes);
      },
      signal,
    );
  }
}
